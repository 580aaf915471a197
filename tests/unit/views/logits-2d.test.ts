import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/engine/losses/index.ts';
import { models } from '../../../src/engine/models/index.ts';
import { tasks } from '../../../src/engine/tasks/index.ts';
import { logits2d } from '../../../src/engine/views/logits-2d.ts';
import { dot, frequenciesOf, orthonormalBasis } from '../../support/oracles/mechanism-oracle.ts';
import { ALL_PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import { normError } from '../../support/tolerance.ts';
import {
	factOf,
	networkOf,
	openViews,
	partOf,
	specOf,
	VIEW_CASES,
	wave
} from '../../support/view-cases.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

/** Float64 sums in two orders; a component that is absent is the rest of large ones. */
const EXACT = 1e-10;
/** The grid is float32. */
const ROUNDED = 2 ** -23;
const SHARE = 'Logit variance at the key frequencies';

/** Unit waves of frequency 0, 1, ... over the residues. */
const unitWaves = (order: number): readonly (readonly Float64Array[])[] => [
	orthonormalBasis([new Float64Array(order).fill(1)]),
	...frequenciesOf({ order, coefficients: [1, 1] }).map((k) =>
		orthonormalBasis([wave(order, k, 'cos'), wave(order, k, 'sin')])
	)
];

/** Per frequency along a: for each of its waves, sum over a of wave[a] L[a, b, c], as [b, c]. */
function alongA(logits: Float64Array, order: number) {
	return unitWaves(order).map((waves) =>
		waves.map((values) => {
			const sums = new Float64Array(order ** 2);
			values.forEach((value, a) => {
				for (let i = 0; i < sums.length; i++) {
					sums[i] = (sums[i] ?? NaN) + value * (logits[a * sums.length + i] ?? NaN);
				}
			});
			return sums;
		})
	);
}

/** Norm of the components per pair of frequencies, over the answers. */
function normsByDefinition(logits: Float64Array, order: number): number[] {
	const waves = unitWaves(order);
	return alongA(logits, order).flatMap((ofA) =>
		waves.map((ofB) => {
			let squares = 0;
			for (const table of ofA) {
				for (const values of ofB) {
					for (let c = 0; c < order; c++) {
						const column = values.map((_, b) => table[b * order + c] ?? NaN);
						squares += dot(values, column) ** 2;
					}
				}
			}
			return Math.sqrt(squares);
		})
	);
}

describe.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s',
	(_, viewCase) => {
		const { weights, network } = networkOf(viewCase);
		const { structure, logits } = network;
		const { order } = structure;
		const keys = frequenciesOf(structure).slice(0, 2);
		const norms = normsByDefinition(logits, order);
		norms[0] = 0;
		const look = async (keyFrequencies: readonly number[]) => {
			const views = await openViews(specOf(viewCase), weights, { wanted: ['logits-2d'] });
			const data = await views.look('logits-2d', { keyFrequencies });
			views.dispose();
			return data;
		};

		test('the grid has the norm of each pair of frequencies', async () => {
			const { rows, columns, values } = partOf(await look([]), 'grid');
			expect([rows, columns]).toEqual([order, order].map((n) => Math.floor(n / 2) + 1));
			expect(normError(values, norms)).toBeLessThan(ROUNDED);
		});

		test('the bars have the norm of each frequency along the answer', async () => {
			const { values, highlighted, first } = partOf(await look(keys), 'bars');
			const expected = unitWaves(order)
				.slice(1)
				.map((waves) => {
					let squares = 0;
					for (let pair = 0; pair < order ** 2; pair++) {
						const row = logits.subarray(pair * order, (pair + 1) * order);
						for (const base of waves) squares += dot(base, row) ** 2;
					}
					return Math.sqrt(squares);
				});
			expect([first, highlighted]).toEqual([1, keys]);
			expect(normError(values, expected)).toBeLessThan(EXACT);
		});

		test('the share at the key frequencies is that of its cells', async () => {
			const size = Math.floor(order / 2) + 1;
			const total = norms.reduce((sum, norm) => sum + norm ** 2, 0);
			const inside = keys.reduce((sum, k) => sum + (norms[k * size + k] ?? NaN) ** 2, 0);
			expect(Math.abs(factOf(await look(keys), SHARE) - inside / total)).toBeLessThan(EXACT);
			expect((await look([])).facts).toEqual([]);
		});
	}
);

test.each(ALL_PLANTED_CASES)('p = %i: waves of a + b with k = %i lie in one cell', async (p, k) => {
	const { spec, weights, neurons } = plantedMlp(p, k);
	const { look, dispose } = await openViews(spec, weights, { wanted: ['logits-2d'] });
	const data = await look('logits-2d', { keyFrequencies: [k] });
	dispose();
	expect(factOf(data, SHARE)).toBeCloseTo(1, 12);
	// A cos(w_k (a + b - c)) over p^3 numbers; the mean square of alternating signs is 1, not 1/2.
	const norm = (neurons / 2) * Math.sqrt(p ** 3 / (2 * k === p ? 1 : 2));
	const { values, columns } = partOf(data, 'grid');
	const cell = Float32Array.from(values, (_, i) => (i === k * columns + k ? norm : 0));
	expect(normError(values, cell)).toBeLessThan(ROUNDED);
	const { values: bars } = partOf(data, 'bars');
	expect(
		normError(
			bars,
			bars.map((_, i) => (i + 1 === k ? norm : 0))
		)
	).toBeLessThan(EXACT);
});

test('a size whose logits no adapter holds at once is refused with the number', () => {
	const subject = (p: number) => ({
		shape: tasks.get('modular-addition').shape(toyRun({ params: { p } }).params),
		model: models.get('quadratic-mlp'),
		loss: losses.get('cross-entropy'),
		params: toyRun({ model: 'quadratic-mlp', params: { p } }).params
	});
	expect(logits2d.refuse(subject(322))).toBeUndefined();
	expect(logits2d.refuse(subject(331))).toBe(
		'This view needs all logits at once: expected at most 128 MiB, got 139 MiB for p = 331.'
	);
});
