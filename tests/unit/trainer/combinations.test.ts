import { expect, test } from 'vitest';
import { COMBINATIONS } from '../../support/combinations.ts';
import { fakeHost, openReference, trainToy } from '../../support/runs/toy-training.ts';

test.each(COMBINATIONS)('$title: three finite steps that learn', async ({ spec, formulation }) => {
	const { loss, evaluations, final } = await trainToy(spec, openReference, 3, fakeHost(1), {
		formulation
	});
	const rows = evaluations[0] ?? [];
	expect(rows.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
	expect(loss[0]).toHaveLength(3);
	for (const { columns } of rows) {
		for (const [name, value] of Object.entries(columns)) {
			expect(Number.isFinite(value), `${name} is ${value}`).toBe(true);
		}
	}
	for (const buffer of Object.values(final.buffers))
		expect(buffer.every(Number.isFinite)).toBe(true);
	expect(rows[3]?.columns['train_loss']).toBeLessThan(rows[0]?.columns['train_loss'] ?? NaN);
	// The loss of a step is that of the evaluation before its update.
	rows.slice(0, 3).forEach(({ columns }, step) => {
		expect(loss[0]?.[step]).toBeCloseTo(columns['train_loss'] ?? NaN, 12);
	});
});
