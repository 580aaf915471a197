import { expect, test } from 'vitest';
import { allLogits } from '../../support/oracles/ablation-oracle.ts';
import { answers } from '../../support/oracles/mechanism-oracle.ts';
import { buildCase } from '../../support/probe-cases.ts';
import {
	factOf,
	networkOf,
	openViews,
	partOf,
	specOf,
	VIEW_CASES
} from '../../support/view-cases.ts';

const CATEGORIES = ['shown, right', 'shown, wrong', 'never shown, right', 'never shown, wrong'];

test.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s: every pair has its answer and its category',
	async (_, viewCase) => {
		const spec = specOf(viewCase);
		const { weights, network } = networkOf(viewCase);
		const { look, dispose } = await openViews(spec, weights, { wanted: ['truth-table'] });
		const data = await look('truth-table');
		dispose();
		const logits = allLogits(spec, network);
		const targets = answers(network.structure);
		const outputs = logits.length / targets.length;
		const said = targets.map((__, pair) => {
			const row = logits.subarray(pair * outputs, (pair + 1) * outputs);
			return row.indexOf(Math.max(...row));
		});
		const isTrain = new Set(network.train);
		const names = said.map(
			(answer, pair) =>
				`${isTrain.has(pair) ? 'shown' : 'never shown'}, ${answer === targets[pair] ? 'right' : 'wrong'}`
		);
		const categories = partOf(data, 'grid', 0);
		const predicted = partOf(data, 'grid', 1);
		expect(categories.categories).toEqual(CATEGORIES);
		expect(Array.from(categories.values, (value) => CATEGORIES[value])).toEqual(names);
		expect([...predicted.values]).toEqual(said);
		for (const grid of [categories, predicted]) {
			expect([grid.rows, grid.columns]).toEqual([network.structure.order, network.structure.order]);
			expect(grid.picks).toEqual(['a', 'b']);
		}
		for (const category of CATEGORIES) {
			const count = names.filter((name) => name === category).length;
			expect(factOf(data, category)).toBe(count);
		}
	}
);

test('a network may answer "=", which is never right', async () => {
	const [viewCase] = VIEW_CASES;
	if (viewCase === undefined) throw new Error('no case');
	const { plan } = buildCase(viewCase);
	const unembed = plan.parameters.find(({ name }) => name === 'unembed.W_U');
	const [width = 0, outputs = 0] = unembed?.shape ?? [];
	const { weights } = networkOf(viewCase);
	// A column turned round and a hundred times as long: its logit is the largest wherever it is
	// positive.
	for (let i = 0; i < width; i++) {
		const at = (unembed?.offset ?? 0) + i * outputs + outputs - 1;
		weights[at] = -100 * (weights[at] ?? NaN);
	}
	const { look, dispose } = await openViews(specOf(viewCase), weights, { wanted: ['truth-table'] });
	const data = await look('truth-table');
	dispose();
	const [categories, predicted] = [partOf(data, 'grid', 0), partOf(data, 'grid', 1)];
	const equals = [...predicted.values].flatMap((value, pair) => (value === 7 ? [pair] : []));
	expect(equals.length).toBeGreaterThan(0);
	for (const pair of equals) expect(CATEGORIES[categories.values[pair] ?? NaN]).toMatch(/wrong/);
});
