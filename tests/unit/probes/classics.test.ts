import { expect, test } from 'vitest';
import { effectiveRankOf } from '../../../src/engine/mechanism/effective-rank.ts';
import type { DirectNetwork } from '../../support/oracles/direct-network.ts';
import { CASES, expectColumns, mean, measured } from '../../support/measured-columns.ts';

/** Measures that are off at first, each against its formula, in float64 on both sides. */

/** |sum over t of v_t e^(2 pi i k t / n)|^2 for each frequency k = 0 .. n - 1. */
const powersOf = (values: ArrayLike<number>): readonly number[] =>
	Array.from({ length: values.length }, (_, k) => {
		const part = (wave: (angle: number) => number) =>
			Array.from(values).reduce(
				(sum, value, t) => sum + value * wave((2 * Math.PI * k * t) / values.length),
				0
			);
		return part(Math.cos) ** 2 + part(Math.sin) ** 2;
	});

/** Inverse participation ratio, with k and n - k as one and without the constant. */
function concentrationOf(values: ArrayLike<number>): number {
	const powers = powersOf(values);
	const folded = powers
		.slice(1, Math.floor(powers.length / 2) + 1)
		.map((power, i) => (2 * (i + 1) === powers.length ? power : 2 * power));
	const total = folded.reduce((sum, power) => sum + power, 0);
	return folded.reduce((sum, power) => sum + (power / total) ** 2, 0);
}

const column = (matrix: Float64Array, width: number, j: number) =>
	matrix.filter((_, i) => i % width === j);

function neuronConcentration({ structure, weights, neuronLogitMap }: DirectNetwork): number {
	const { order } = structure;
	const neurons = neuronLogitMap.length / order;
	return mean(
		Array.from({ length: neurons }, (_, j) => {
			const inputs = ['U', 'V'].flatMap((name) => {
				const matrix = weights[name];
				return matrix === undefined ? [] : [column(matrix, neurons, j)];
			});
			const output = neuronLogitMap.subarray(j * order, (j + 1) * order);
			return mean([...inputs, output].map(concentrationOf));
		})
	);
}

test.each(CASES)('the participation ratio of neurons is its formula: $title', async (one) => {
	const rows = await measured('neuron-ipr', one);
	expect(rows).toHaveLength(2);
	for (const { columns, network } of rows) {
		expectColumns(columns, { neuron_ipr: neuronConcentration(network) });
	}
});

const deviation = (values: readonly number[]): number => {
	const center = mean(values);
	return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
};

/** Mean over d of the deviation over the pairs of this difference, over that of all pairs. */
function irrelevance(
	{ structure: { order, coefficients } }: DirectNetwork,
	logitOf: (a: number, b: number) => number
): number {
	const pairs = Array.from(
		{ length: order ** 2 },
		(_, i) => [Math.floor(i / order), i % order] as const
	);
	const distance = ([a, b]: readonly [number, number]) =>
		(coefficients[0] * a - coefficients[1] * b + 2 * order) % order;
	const rows = Array.from({ length: order }, (_, d) =>
		pairs.filter((pair) => distance(pair) === d).map((pair) => logitOf(...pair))
	);
	return mean(rows.map(deviation)) / deviation(pairs.map((pair) => logitOf(...pair)));
}

test.each(CASES)('distance irrelevance is its formula, for both logits: $title', async (one) => {
	for (const { columns, network } of await measured('distance-irrelevance', one)) {
		const { order, coefficients } = network.structure;
		const answer = (a: number, b: number) =>
			(coefficients[0] * a + coefficients[1] * b + order) % order;
		const row = (a: number, b: number) => {
			const start = (a * order + b) * order;
			return Array.from(network.logits.subarray(start, start + order));
		};
		expectColumns(columns, {
			distance_irrelevance: irrelevance(network, (a, b) => row(a, b)[answer(a, b)] ?? NaN),
			distance_irrelevance_incorrect: irrelevance(network, (a, b) =>
				Math.max(...row(a, b).filter((_, c) => c !== answer(a, b)))
			)
		});
	}
});

/** The main directions of centred rows by power iteration in the other space, one by one. */
function mainComponents(rows: readonly Float64Array[], count: number): readonly Float64Array[] {
	const width = rows[0]?.length ?? 0;
	const center = Float64Array.from({ length: width }, (_, k) =>
		mean(rows.map((row) => row[k] ?? NaN))
	);
	let rest = rows.map((row) => row.map((value, k) => value - (center[k] ?? NaN)));
	return Array.from({ length: count }, () => {
		let direction = Float64Array.from({ length: width }, (_, k) => 1 + Math.sin(k + 1) / 2);
		let scores = new Float64Array(rows.length);
		for (let round = 0; round < 4000; round++) {
			scores = Float64Array.from(rest, (row) =>
				row.reduce((sum, value, k) => sum + value * (direction[k] ?? NaN), 0)
			);
			const next = Float64Array.from({ length: width }, (_, k) =>
				rest.reduce((sum, row, i) => sum + (row[k] ?? NaN) * (scores[i] ?? NaN), 0)
			);
			const norm = Math.hypot(...next);
			direction = next.map((value) => value / norm);
		}
		const found = direction;
		rest = rest.map((row, i) =>
			row.map((value, k) => value - (scores[i] ?? NaN) * (found[k] ?? NaN))
		);
		const norm = Math.hypot(...scores);
		return scores.map((score) => score / norm);
	});
}

const ROUGH = CASES.filter(({ toy }) => Number(toy.params?.['p']) > 5);

test.each(ROUGH)('circularity is its formula: $title', async (one) => {
	for (const { columns, network } of await measured('embedding-circularity', one)) {
		const { order } = network.structure;
		const width = network.embedding.length / order;
		const rows = Array.from({ length: order }, (_, e) =>
			network.embedding.slice(e * width, (e + 1) * width)
		);
		const shares = mainComponents(rows, 4).map((component) => {
			const powers = powersOf(component).slice(1, Math.floor(order / 2) + 1);
			return Math.max(
				...powers.map((power, i) => ((2 * (i + 1) === order ? 1 : 2) * power) / order)
			);
		});
		expect(columns['embedding_circularity']).toBeCloseTo(mean(shares), 6);
	}
});

test.each(CASES)('Fourier density and ratio are their formulas: $title', async (one) => {
	for (const { columns, network } of await measured('fourier-density', one)) {
		const { order } = network.structure;
		const width = network.embedding.length / order;
		const norm = (k: number, wave: (angle: number) => number) =>
			Math.hypot(
				...Array.from({ length: width }, (_, j) =>
					column(network.embedding, width, j).reduce(
						(sum, value, t) => sum + value * wave((2 * Math.PI * k * t) / order),
						0
					)
				)
			) * (2 * k === order ? Math.SQRT1_2 : 1);
		const ks = Array.from({ length: Math.floor(order / 2) }, (_, i) => i + 1);
		const cosines = ks.map((k) => norm(k, Math.cos));
		const sines = ks.filter((k) => 2 * k !== order).map((k) => norm(k, Math.sin));
		const isUsed = (values: readonly number[]) =>
			values.map((value) => Number(value / Math.max(...values) > 0.5));
		expectColumns(columns, {
			fourier_frequency_density: mean([...isUsed(cosines), ...isUsed(sines)]),
			fourier_coefficient_ratio: mean(
				sines.map((sine, i) => {
					const cosine = cosines[i] ?? NaN;
					return cosine < sine ? cosine / sine : sine / cosine;
				})
			)
		});
	}
});

test.each(CASES)('the share of parallelograms is its formula: $title', async (one) => {
	for (const { columns, network } of await measured('parallelograms', one)) {
		expect(columns['parallelogram_share']).toBeCloseTo(parallelogramsIn(network), 12);
	}
});

/** Counted one by one over all i <= j and k <= l. */
function parallelogramsIn({ structure: { order }, embedding }: DirectNetwork): number {
	const width = embedding.length / order;
	const row = (i: number) => Array.from(embedding.subarray(i * width, (i + 1) * width));
	const rows = Array.from({ length: order }, (_, i) => row(i));
	const center = Array.from({ length: width }, (_, k) => mean(rows.map((own) => own[k] ?? NaN)));
	const spread = mean(
		rows.map((own) => own.reduce((sum, value, k) => sum + (value - (center[k] ?? NaN)) ** 2, 0))
	);
	const pairs = rows.flatMap((_, i) => rows.slice(i).map((_, j) => [i, i + j] as const));
	const both = pairs.flatMap((one, x) =>
		pairs
			.slice(x + 1)
			.filter((other) => (one[0] + one[1] - other[0] - other[1]) % order === 0)
			.map((other) => [...one, ...other] as const)
	);
	const distances = both.map(([i, j, k, l]) =>
		Math.hypot(
			...row(i).map(
				(value, x) => value + (row(j)[x] ?? NaN) - (row(k)[x] ?? NaN) - (row(l)[x] ?? NaN)
			)
		)
	);
	return mean(distances.map((distance) => Number(distance <= 0.1 * Math.sqrt(spread))));
}

test.each(ROUGH)('the effective rank is that of all rows of the embedding: $title', async (one) => {
	for (const { columns, run, network } of await measured('effective-rank', one)) {
		const name = run.spec.model.roles(run.spec.params).embedding;
		const whole = network.weights[name] ?? new Float64Array(0);
		const rows = run.plan.parameters.find((own) => own.name === name)?.shape[0] ?? NaN;
		expectColumns(columns, {
			embedding_effective_rank: effectiveRankOf(whole, rows, whole.length / rows)
		});
	}
});
