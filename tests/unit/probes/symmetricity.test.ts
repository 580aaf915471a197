import { expect, test } from 'vitest';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { symmetricityChoices } from '../../../src/engine/probes/gradient-symmetricity.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { CASES, mean, measured } from '../../support/measured-columns.ts';
import { randomValues } from '../../support/oracles/mechanism-oracle.ts';
import { naiveTransformer } from '../../support/oracles/naive-transformer.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference } from '../../support/runs/toy-training.ts';

const TRANSFORMERS = CASES.filter(
	({ toy, planted }) => toy.model === 'one-layer-transformer' && planted === undefined
);

test.each(TRANSFORMERS)('symmetricity by finite differences of the logits: $title', async (one) => {
	const [first] = await measured('gradient-symmetricity', one);
	const { columns, run, network } = first ?? expect.fail('no evaluation');
	const number = (key: string) => Number(run.spec.params[key]);
	const p = run.shape.classes;
	const d_model = number('d_model');
	const sizes = { p: p + 2, d_model, n_heads: number('n_heads'), d_mlp: number('d_mlp') };
	const embedding = network.weights['embed.W_E'] ?? new Float64Array(0);
	const row = (token: number) => embedding.subarray(token * d_model, (token + 1) * d_model);
	// Two tokens more: a copy of a and one of b, each used once.
	const logit = (a: ArrayLike<number>, b: ArrayLike<number>, c: number) => {
		const table = [
			...embedding.subarray(0, p * d_model),
			...Array.from(a),
			...Array.from(b),
			...row(p)
		];
		const weights = { ...network.weights, 'embed.W_E': table };
		return naiveTransformer(weights, sizes, p, p + 1).logits[c] ?? NaN;
	};
	const step = 1e-5;
	const moved = (x: Float64Array, k: number, by: number) =>
		x.map((value, i) => (i === k ? value + by : value));
	const cosines = symmetricityChoices(run.shape).map(({ a, b, c }) => {
		const slope = (of: (k: number, by: number) => number) =>
			Array.from({ length: d_model }, (_, k) => of(k, step) - of(k, -step));
		const left = slope((k, by) => logit(moved(row(a), k, by), row(b), c));
		const right = slope((k, by) => logit(row(a), moved(row(b), k, by), c));
		const both = left.reduce((sum, value, k) => sum + value * (right[k] ?? NaN), 0);
		return both / (Math.hypot(...left) * Math.hypot(...right));
	});
	expect(cosines).toHaveLength(100);
	expect(columns['gradient_symmetricity']).toBeCloseTo(mean(cosines), 5);
});

test('symmetricity of a deep transformer, and of it with one layer as of the one-layer model', async () => {
	const columnOf = async (model: string, params: Readonly<Record<string, ParamValue>>) => {
		const switchedOff = probes.ids.filter((id) => id !== 'gradient-symmetricity');
		const run = buildRun(toyRun({ model, params, switchedOff }), { isEvaluationOnly: true });
		const weights = new Float64Array(run.plan.parameterElements);
		for (const { name, offset, shape } of run.plan.parameters) {
			const size = shape.reduce((product, side) => product * side, 1);
			weights.set(randomValues(name.length, size), offset);
		}
		const [row] = await evaluateOnce(run, openReference, () => weights);
		return row?.columns['gradient_symmetricity'] ?? NaN;
	};
	const same = { norm: 'none', n_layers: 1, position_encoding: 'learned' };
	const one = await columnOf('one-layer-transformer', {});
	expect(await columnOf('transformer', same)).toBeCloseTo(one, 9);
	expect(Math.abs(await columnOf('transformer', { n_layers: 2 }))).toBeLessThan(1);
});
