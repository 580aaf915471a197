import { createRng } from '../../../src/engine/core/rng.ts';
import type { CyclicStructure } from '../../../src/engine/mechanism/cyclic-structure.ts';

/**
 * Definitions of the progress measures, evaluated as they are written: full logits [pair, class],
 * unit vectors over all pairs, no table and no identity. O(pairs x classes x directions): toy sizes
 * only.
 */

/**
 * Structures of odd and even orders, of addition, subtraction and coefficients that are neither.
 */
export const STRUCTURES: readonly CyclicStructure[] = [
	{ order: 2, coefficients: [1, 1] },
	{ order: 3, coefficients: [1, 1] },
	{ order: 5, coefficients: [1, 1] },
	{ order: 5, coefficients: [2, 3] },
	{ order: 6, coefficients: [1, 1] },
	{ order: 6, coefficients: [1, -1] },
	{ order: 7, coefficients: [1, -1] },
	{ order: 7, coefficients: [3, 2] },
	{ order: 12, coefficients: [1, 1] },
	{ order: 12, coefficients: [5, -7] }
];

export const frequenciesOf = ({ order }: CyclicStructure): readonly number[] =>
	Array.from({ length: Math.floor(order / 2) }, (_, i) => i + 1);

/** Standard normals from a seed. */
export function randomValues(seed: number, count: number): Float64Array {
	const rng = createRng(seed, 'probe');
	return Float64Array.from({ length: count }, () => rng.nextNormal());
}

/** A number for every pair, a-major [order^2], from the angles 2 pi ca a / n and 2 pi cb b / n. */
export function overPairs(
	{ order, coefficients: [ca, cb] }: CyclicStructure,
	value: (angleA: number, angleB: number) => number
): Float64Array {
	const turn = (2 * Math.PI) / order;
	return Float64Array.from({ length: order ** 2 }, (_, pair) =>
		value(turn * ca * Math.floor(pair / order), turn * cb * (pair % order))
	);
}

/** The answer of every pair, a-major. */
export const answers = ({ order, coefficients: [ca, cb] }: CyclicStructure): readonly number[] =>
	Array.from({ length: order ** 2 }, (_, pair) => {
		const sum = ca * Math.floor(pair / order) + cb * (pair % order);
		return sum - order * Math.floor(sum / order);
	});

export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < x.length; i++) sum += (x[i] ?? NaN) * (y[i] ?? NaN);
	return sum;
}

/**
 * An orthonormal basis of the span of some vectors: Gram-Schmidt, twice for its rounding, zeros
 * dropped.
 */
export function orthonormalBasis(vectors: readonly Float64Array[]): readonly Float64Array[] {
	const basis: Float64Array[] = [];
	for (const vector of vectors) {
		let rest = vector;
		for (const base of [...basis, ...basis]) {
			const along = dot(rest, base);
			rest = rest.map((value, i) => value - along * (base[i] ?? NaN));
		}
		const length = Math.sqrt(dot(rest, rest));
		// Rounding leaves a length of 1e-15 of a vector of length sqrt(n); an independent direction
		// has length 1.
		if (length > 1e-9) basis.push(rest.map((value) => value / length));
	}
	return basis;
}

/** R^2 with intercept of a least-squares fit, by projection on the regressors' span. */
export function explainedBy(values: Float64Array, regressors: readonly Float64Array[]): number {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const centred = values.map((value) => value - mean);
	const constant = new Float64Array(values.length).fill(1);
	const [, ...basis] = orthonormalBasis([constant, ...regressors]);
	const inside = basis.reduce((sum, base) => sum + dot(centred, base) ** 2, 0);
	return inside / dot(centred, centred);
}

/** The unit vectors C_k and S_k over all pairs; S_k is absent where it is 0. */
export const sumDirections = (structure: CyclicStructure, k: number): readonly Float64Array[] =>
	orthonormalBasis([
		overPairs(structure, (a, b) => Math.cos(k * (a + b))),
		overPairs(structure, (a, b) => Math.sin(k * (a + b)))
	]);

/** Sum over k of (C_k C_k^T + S_k S_k^T) L. @param logits [pair, class] */
export function projectedLogits(
	logits: ArrayLike<number>,
	structure: CyclicStructure,
	frequencies: readonly number[]
): Float64Array {
	const { order } = structure;
	const projected = new Float64Array(order ** 3);
	for (const direction of frequencies.flatMap((k) => sumDirections(structure, k))) {
		for (let c = 0; c < order; c++) {
			const column = Float64Array.from(direction, (_, pair) => logits[pair * order + c] ?? NaN);
			const along = dot(direction, column);
			direction.forEach((value, pair) => {
				projected[pair * order + c] = (projected[pair * order + c] ?? NaN) + along * value;
			});
		}
	}
	return projected;
}

/**
 * Projection, with the mean over all pairs of what it leaves out added back per class. [pair,
 * class]
 */
export function restrictedByDefinition(
	logits: ArrayLike<number>,
	structure: CyclicStructure,
	frequencies: readonly number[]
): Float64Array {
	const { order } = structure;
	const projected = projectedLogits(logits, structure, frequencies);
	const left = projected.map((value, i) => (logits[i] ?? NaN) - value);
	const mean = (c: number) =>
		left.reduce((sum, value, i) => sum + (i % order === c ? value : 0), 0) / order ** 2;
	const means = Array.from({ length: order }, (_, c) => mean(c));
	return projected.map((value, i) => value + (means[i % order] ?? NaN));
}

/** Logits minus their projection, without any correction. [pair, class] */
export const excludedByDefinition = (
	logits: ArrayLike<number>,
	structure: CyclicStructure,
	frequencies: readonly number[]
): Float64Array =>
	projectedLogits(logits, structure, frequencies).map((value, i) => (logits[i] ?? NaN) - value);

/**
 * Mean cross-entropy, -ln of the answer's softmax, and accuracy over some pairs. @param logits
 * [pair, class]
 */
export function lossOf(
	logits: Float64Array,
	targets: readonly number[],
	pairs: readonly number[]
): { readonly loss: number; readonly accuracy: number } {
	const classes = logits.length / targets.length;
	const rows = pairs.map((pair) => {
		const row = logits.subarray(pair * classes, (pair + 1) * classes);
		const target = targets[pair] ?? NaN;
		const others = row.reduce(
			(sum, logit, c) => (c === target ? sum : sum + Math.exp(logit - (row[target] ?? NaN))),
			0
		);
		return { loss: Math.log1p(others), isCorrect: row.indexOf(Math.max(...row)) === target };
	});
	return {
		loss: rows.reduce((sum, { loss }) => sum + loss, 0) / rows.length,
		accuracy: rows.filter(({ isCorrect }) => isCorrect).length / rows.length
	};
}

/** T[s, c]: mean logits of the pairs with sum s; and per class the sum over pairs of L^2. */
export function reduceLogits(
	logits: ArrayLike<number>,
	structure: CyclicStructure
): { readonly table: Float64Array; readonly squares: Float64Array } {
	const { order } = structure;
	const table = new Float64Array(order ** 2);
	const squares = new Float64Array(order);
	answers(structure).forEach((sum, pair) => {
		for (let c = 0; c < order; c++) {
			const logit = logits[pair * order + c] ?? NaN;
			table[sum * order + c] = (table[sum * order + c] ?? NaN) + logit / order;
			squares[c] = (squares[c] ?? NaN) + logit ** 2;
		}
	});
	return { table, squares };
}

/** Logits without their mean over all pairs, per class. [pair, class] */
export function classCentred(logits: Float64Array, order: number): Float64Array {
	const means = new Float64Array(order);
	logits.forEach((value, i) => {
		means[i % order] = (means[i % order] ?? NaN) + value / order ** 2;
	});
	return logits.map((value, i) => value - (means[i % order] ?? NaN));
}

/**
 * Sum over k of alpha_k cos(w_k (s - c)) [pair, class]: the logits of a network with the paper's
 * algorithm.
 */
export function plantedLogits(
	structure: CyclicStructure,
	terms: readonly { readonly frequency: number; readonly alpha: number }[]
): Float64Array {
	const { order } = structure;
	return Float64Array.from(
		answers(structure).flatMap((sum) =>
			Array.from({ length: order }, (_, c) =>
				terms.reduce(
					(logit, { frequency, alpha }) =>
						logit + alpha * Math.cos((2 * Math.PI * frequency * (sum - c)) / order),
					0
				)
			)
		)
	);
}
