import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/engine/losses/index.ts';
import { models } from '../../../src/engine/models/index.ts';
import { ablationPaths } from '../../../src/engine/views/ablation-paths.ts';
import {
	allLogits,
	meanRows,
	plus,
	scoreByDefinition,
	transformerPaths
} from '../../support/oracles/ablation-oracle.ts';
import type { ProbeCase } from '../../support/probe-cases.ts';
import { normError } from '../../support/tolerance.ts';
import { networkOf, openViews, partOf, specOf, VIEW_CASES } from '../../support/view-cases.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

/** Float64 sums of at most some thousand products in two orders, and losses of them. */
const EXACT = 1e-9;

const CASES: readonly ProbeCase[] = [
	...VIEW_CASES.filter(({ toy }) => toy.model === 'one-layer-transformer'),
	{
		title: 'two chunks of pairs',
		toy: { params: { p: 65, d_model: 4, d_mlp: 4, n_heads: 2 } },
		planted: undefined
	}
];

describe.each(CASES.map((viewCase) => [viewCase.title, viewCase] as const))('%s', (_, viewCase) => {
	const spec = specOf(viewCase);
	const { weights, network } = networkOf(viewCase);
	const { attended, skip, mlp, logits } = transformerPaths(spec, network);
	const pairs = network.structure.order ** 2;
	const zero = (values: Float64Array) => values.map(() => 0);
	const mean = (values: Float64Array) => meanRows(values, pairs);
	const from = (middle: Float64Array) => logits(plus(middle, mlp(middle)));
	const whole = plus(attended, skip);

	test('each path replaced by zero and by its mean over all pairs', async () => {
		const views = await openViews(spec, weights, { wanted: ['ablation-paths'] });
		const data = await views.look('ablation-paths');
		views.dispose();
		const expected = new Map([
			['nothing switched off', allLogits(spec, network)],
			['Attention: zero', from(skip)],
			['Attention: mean', from(plus(mean(attended), skip))],
			['Skip around attention: zero', from(attended)],
			['Skip around attention: mean', from(plus(attended, mean(skip)))],
			['Skip around the MLP: zero', logits(plus(zero(whole), mlp(whole)))],
			['Skip around the MLP: mean', logits(plus(mean(whole), mlp(whole)))]
		]);
		const { rows } = partOf(data, 'table');
		expect(rows.map(({ name }) => name)).toEqual([...expected.keys()]);
		for (const { name, values } of rows) {
			const score = scoreByDefinition(expected.get(name) ?? attended, network);
			expect(normError(values, score), name).toBeLessThan(EXACT);
		}
	});
});

test('a model with a single path refuses', () => {
	const subject = (model: string) => ({
		shape: toyRun().task.shape(toyRun().params),
		model: models.get(model),
		loss: losses.get('cross-entropy'),
		params: toyRun({ model }).params
	});
	expect(ablationPaths.refuse(subject('quadratic-mlp'))).toMatch(
		/a single path from input to output/
	);
	expect(ablationPaths.refuse(subject('one-layer-transformer'))).toBeUndefined();
});
