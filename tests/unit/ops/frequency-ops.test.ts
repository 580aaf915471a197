import { describe, expect, test } from 'vitest';
import {
	fourierBasis,
	frequencyCount,
	keyFrequencies,
	powerPerFrequency
} from '../../../src/engine/core/fourier.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import { f32, u32, type NumericArray, type TensorSpec } from '../../../src/engine/core/tensor.ts';
import { correctedLoss } from '../../../src/engine/ops/measures/corrected-loss.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import { frequencyMask } from '../../../src/engine/ops/measures/frequency-mask.ts';
import { frequencyTables } from '../../../src/engine/ops/measures/frequency-tables.ts';
import { neuronFrequencies } from '../../../src/engine/ops/measures/neuron-frequencies.ts';
import { referenceOp } from '../../support/ops/run-op.ts';

const NONE = new Float64Array(0);

/** The first outputs of the float64 reference. */
function apply(
	op: OpSpec,
	inputs: readonly (readonly [spec: TensorSpec, values: ArrayLike<number>])[],
	attributes = {}
): readonly [NumericArray, NumericArray] {
	const opCase = { name: 'by hand', inputs: inputs.map(([spec]) => spec), attributes };
	const arrays = inputs.map(([{ dtype }, values]) =>
		dtype === 'u32' ? Uint32Array.from(values) : Float64Array.from(values)
	);
	const [first = NONE, second = NONE] = referenceOp(op, opCase, arrays).outputs;
	return [first, second];
}

const random = (count: number, seed: number): Float64Array => {
	const rng = createRng(seed, 'probe');
	return Float64Array.from({ length: count }, () => 4 * rng.nextUniform() - 2);
};

/** Float64 sums of some hundred terms of size 1. */
const DIGITS = 11;
const expectClose = (got: ArrayLike<number>, want: ArrayLike<number>) => {
	expect(got).toHaveLength(want.length);
	for (let i = 0; i < want.length; i++) {
		expect(got[i], `element ${i}`).toBeCloseTo(want[i] ?? NaN, DIGITS);
	}
};

const ORDERS = [2, 3, 6, 7, 8, 11];
const EVERY_FREQUENCY = ORDERS.flatMap((n) =>
	Array.from({ length: frequencyCount(n) }, (_, i) => [n, i + 1] as const)
);
const mod = (value: number, n: number) => ((value % n) + n) % n;

/** A function of (a, b) as [n, n]. */
const grid = (n: number, of: (a: number, b: number) => number): Float64Array =>
	Float64Array.from({ length: n * n }, (_, i) => of(Math.floor(i / n), i % n));
const dot = (x: Float64Array, y: Float64Array) =>
	x.reduce((sum, v, i) => sum + v * (y[i] ?? NaN), 0);

/** Unit vectors over the n^2 pairs along cos and sin of w_k (a + b); no sine for k = n / 2. */
function sumDirections(n: number, k: number): readonly Float64Array[] {
	const angle = (a: number, b: number) => (2 * Math.PI * k * (a + b)) / n;
	const waves = [
		grid(n, (a, b) => Math.cos(angle(a, b))),
		grid(n, (a, b) => Math.sin(angle(a, b)))
	];
	return waves
		.slice(0, 2 * k === n ? 1 : 2)
		.map((wave) => wave.map((value) => value / Math.sqrt(dot(wave, wave))));
}

/** The part of logits [n^2, n] along directions over the pairs: v (v^T L) for each class. */
function projected(logits: Float64Array, n: number, directions: readonly Float64Array[]) {
	const result = new Float64Array(logits.length);
	for (let c = 0; c < n; c++) {
		const ofClass = grid(n, (a, b) => logits[(a * n + b) * n + c] ?? NaN);
		for (const direction of directions) {
			const scale = dot(direction, ofClass);
			direction.forEach((v, i) => {
				result[i * n + c] = (result[i * n + c] ?? NaN) + scale * v;
			});
		}
	}
	return result;
}

/** Tables [n, n, masks] from logits [n^2, n], computed from their means per sum. */
function tablesOf(
	logits: Float64Array,
	n: number,
	masks: readonly number[],
	withConstant: boolean
) {
	const range = Array.from({ length: n }, (_, i) => i);
	const means = grid(n, (s, c) =>
		range.reduce((sum, a) => sum + (logits[(a * n + mod(s - a, n)) * n + c] ?? NaN) / n, 0)
	);
	const basis = fourierBasis(n);
	const spectrum = grid(n, (row, c) =>
		range.reduce((sum, s) => sum + (basis[row * n + s] ?? NaN) * (means[s * n + c] ?? NaN), 0)
	);
	const frequencies = frequencyCount(n);
	const shapes = [f32(n, n), f32(n, n), f32(masks.length / frequencies, frequencies)] as const;
	const inputs = [spectrum, basis, masks].map(
		(values, i) => [shapes[i] ?? f32(0), values] as const
	);
	return apply(frequencyTables, inputs, { withConstant })[0];
}

/** A table [n, n] by sum and class, looked up for all pairs [n^2, n]. */
const ofPairs = (table: ArrayLike<number>, n: number) =>
	Float64Array.from({ length: n ** 3 }, (_, i) => {
		const [a, b] = [Math.floor(i / (n * n)), Math.floor(i / n) % n];
		return table[((a + b) % n) * n + (i % n)] ?? NaN;
	});

const only = (n: number, k: number) =>
	Array.from({ length: frequencyCount(n) }, (_, i) => (i + 1 === k ? 1 : 0));

describe('frequency-tables', () => {
	test.each(EVERY_FREQUENCY)('n = %i: frequency %i is its projection over all pairs', (n, k) => {
		const logits = random(n ** 3, 10 * n + k);
		const table = tablesOf(logits, n, only(n, k), false);
		const want = projected(logits, n, sumDirections(n, k));
		expectClose(ofPairs(table, n), want);
	});

	test.each(ORDERS)('n = %i: all frequencies and the constant give back the means', (n) => {
		const means = random(n * n, n);
		const all = new Array<number>(frequencyCount(n)).fill(1);
		expectClose(tablesOf(ofPairs(means, n), n, all, true), means);
	});

	test('masks lie side by side, and weights scale', () => {
		const logits = random(7 ** 3, 5);
		const both = tablesOf(logits, 7, [0, 1, 0, 0, -2, 0], false);
		const single = tablesOf(logits, 7, [0, 1, 0], false);
		expectClose(
			both.filter((_, i) => i % 2 === 0),
			single
		);
		expectClose(
			both.filter((_, i) => i % 2 === 1),
			single.map((value) => -2 * value)
		);
	});
});

describe('corrected-loss', () => {
	const n = 7;
	const pairs = Array.from({ length: n * n }, (_, i) => i);
	const sums = pairs.map((pair) => (Math.floor(pair / n) + pair) % n);
	const logits = random(n ** 3, 3);

	/** Cross-entropy of every pair, written out. */
	function losses(of: Float64Array): readonly number[] {
		return pairs.map((pair) => {
			const row = of.slice(pair * n, (pair + 1) * n);
			const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
			return Math.log(total) - (row[sums[pair] ?? NaN] ?? NaN);
		});
	}

	test.each([1, 2, 3])('excluded loss of frequency %i, as defined over all pairs', (k) => {
		const tables = tablesOf(logits, n, only(n, k), false);
		const padded = pairs.flatMap((pair) => [...logits.slice(pair * n, (pair + 1) * n), 99]);
		const [loss] = apply(
			correctedLoss,
			[
				[f32(n * n, n + 1), padded],
				[f32(n, n, 1), tables],
				[u32(n * n), sums],
				[u32(n * n), sums],
				[u32(n * n), pairs.map(() => 0)]
			],
			{ sign: -1, kind: 'softmax', groups: 1 }
		);
		const part = projected(logits, n, sumDirections(n, k));
		expectClose(loss, losses(logits.map((value, i) => value - (part[i] ?? NaN))));
	});

	test('by hand: sign, target, ties, groups, squares', () => {
		const inputs = [
			[f32(3, 2), [1, 2, 4, 2, 0, 0]],
			[f32(2, 2, 2), [0, 0, 0, 0, 1, 0, 3, 0]],
			[u32(3), [0, 1, 0]],
			[u32(3), [1, 1, 0]],
			[u32(3), [0, 2, 1]]
		] as const;
		const [loss, isCorrect] = apply(correctedLoss, inputs, {
			sign: 1,
			kind: 'softmax',
			groups: 0b101
		});
		// Row 1, table 0: [5, 5], a tie, won by the first class; table 1: [4, 2]. Row 2: group 1.
		const near = Math.log1p(Math.exp(-1));
		expectClose(loss, [near, near, Math.LN2, 2 + Math.log1p(Math.exp(-2)), 0, 0]);
		expect([...isCorrect]).toEqual([1, 1, 0, 0, 0, 0]);
		const [squares] = apply(correctedLoss, inputs, { sign: -1, kind: 'squares', groups: 0b110 });
		// Row 1: [3, -1] and [4, 2] against [0, 1]; row 2: [0, 0] against [1, 0].
		expect([...squares]).toEqual([0, 0, 6.5, 8.5, 0.5, 0.5]);
	});
});

describe('frequency-mask', () => {
	const maskOf = (power: ArrayLike<number>, rule: readonly number[], given: readonly number[]) => {
		const inputs = [
			[f32(power.length), power],
			[f32(4), rule],
			[f32(given.length), given]
		] as const;
		return [...apply(frequencyMask, inputs)[0]];
	};

	test.each([
		[2, 1, 10],
		[13, 1, 10],
		[14, 1.2, 2],
		[113, 1.3, 5]
	])('n = %i: picks what keyFrequencies picks, ratio %f, at most %i', (n, ratio, max) => {
		const power = random(n, n).map((value) => value * value);
		const frequencies = frequencyCount(n);
		const keys = keyFrequencies(powerPerFrequency(power), { ratio, max });
		expect(keys.length).toBeGreaterThan(0);
		const given = new Array<number>(frequencies).fill(-1);
		const want = given.map((_, i) => (keys.includes(i + 1) ? 1 : 0));
		expect(maskOf(power, [ratio / frequencies, 0, max, 0], given)).toEqual(want);
	});

	test('by the largest, with given entries beside the rule, and none without power', () => {
		const power = [100, 4, 4, 1, 0, 2, 2, 0, 0.5];
		// Powers 8, 1, 4, 0.5: a quarter of the largest is 2.
		expect(maskOf(power, [0, 0.25, 1, 0], [-1, -1, -1, -1])).toEqual([1, 0, 0, 0]);
		expect(maskOf(power, [0, 0.25, 9, 0], [-1, 1, -1, -1])).toEqual([1, 1, 1, 0]);
		expect(maskOf(power, [0, 0.25, 9, 0], [0, -1, -1, 1])).toEqual([0, 0, 1, 1]);
		expect(maskOf([9, 0, 0], [0, 0, 9, 0], [-1])).toEqual([0]);
	});
});

describe('neuron-frequencies', () => {
	/** Fraction and frequency of one neuron's activation h [n, n], through its sums. */
	function explained(n: number, h: Float64Array): readonly number[] {
		const basis = fourierBasis(n);
		const spectrumBy = (classOf: (a: number, b: number) => number) => {
			const classes = grid(n, (a, b) => mod(classOf(a, b), n));
			const sums = new Float64Array(n);
			h.forEach((value, i) => {
				sums[classes[i] ?? NaN] = (sums[classes[i] ?? NaN] ?? NaN) + value;
			});
			return Float64Array.from({ length: n }, (_, r) => dot(basis.slice(r * n, (r + 1) * n), sums));
		};
		const spectra = [
			spectrumBy((a) => a),
			spectrumBy((_, b) => b),
			spectrumBy((a, b) => a + b),
			spectrumBy((a, b) => a - b)
		];
		const inputs = spectra.map((values) => [f32(n, 1), values] as const);
		const [fraction, k] = apply(neuronFrequencies, [...inputs, [f32(1), [dot(h, h)]]]);
		return [fraction[0] ?? NaN, k[0] ?? NaN];
	}

	/** Coefficients of h in the 2D basis, and its {1, cos_k, sin_k}^2 without the constant. */
	function direct(n: number, h: Float64Array): readonly number[] {
		const basis = fourierBasis(n);
		const power = grid(n, (f, g) => {
			const wave = grid(n, (a, b) => (basis[f * n + a] ?? NaN) * (basis[g * n + b] ?? NaN));
			return dot(wave, h) ** 2;
		});
		const total = power.reduce((sum, value) => sum + value, 0) - (power[0] ?? NaN);
		const masses = Array.from({ length: frequencyCount(n) }, (_, i) => {
			const rows = [0, 2 * i + 1, 2 * i + 2].filter((row) => row < n);
			const mass = rows.flatMap((f) => rows.map((g) => power[f * n + g] ?? NaN));
			return mass.reduce((sum, value) => sum + value, 0) - (power[0] ?? NaN);
		});
		const most = Math.max(...masses);
		return [most / total, masses.indexOf(most) + 1];
	}

	test.each(ORDERS)('n = %i: as defined by the 2D Fourier transform', (n) => {
		for (const seed of [1, 2, 3]) {
			const h = random(n * n, seed * 100 + n);
			expectClose(explained(n, h), direct(n, h));
		}
	});

	test.each(EVERY_FREQUENCY)('n = %i: a wave of frequency %i is explained by it', (n, k) => {
		const wave = (i: number) => Math.cos((2 * Math.PI * k * i) / n);
		const h = grid(
			n,
			(a, b) => 3 + wave(a) + 0.5 * wave(b) + 0.25 * wave(a + b) + wave(a) * wave(b)
		);
		expectClose(explained(n, h), [1, k]);
	});

	test('dead and constant neurons have no frequency', () => {
		expect(explained(7, new Float64Array(49))).toEqual([0, 0]);
		expect(explained(7, new Float64Array(49).fill(3))).toEqual([0, 0]);
	});
});
