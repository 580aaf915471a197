import type { BoundContext, Bounds } from './op-case.ts';
import { longestSegment } from './sum-bounds.ts';
import { expTolerance, FLOAT32_ULP } from './tolerance.ts';

const NONE = new Float64Array(0);

/**
 * Relative error of exp(z - peak) in float32: what WGSL allows exp, and |x| more because rounding the difference x
 * by 2^-23 |x| changes exp(x) by as much, relatively.
 */
const exponentialError = (x: number) => expTolerance(x, Math.abs(x));

/** Division may err by 2.5 ULP; the denominator 1 + rest, a product and the store round once each. */
const QUOTIENT_ULPS = 6;

/** pattern = e_j / sum e: both errors, a sum of all positions and a division. Those past the context have score 0. */
export function softmaxBound({ inputs, size, opCase, op }: BoundContext): Bounds {
	const [scores = NONE, index = NONE] = inputs;
	const context = Number(opCase.attributes['context']);
	const width = context + Number(opCase.attributes['zeros'] ?? 0);
	const [heads, tableRows, rows] = [size(0, 0), size(0, 1), size(1, 0) / context];
	const bound = new Float64Array(rows * heads * width);
	const score = (row: number, h: number, j: number) =>
		j < context ? (scores[h * tableRows + (index[row * context + j] ?? 0)] ?? NaN) : 0;
	for (let i = 0; i < rows * heads; i++) {
		const [row, h] = [Math.floor(i / heads), i % heads];
		const values = Array.from({ length: width }, (_, j) => score(row, h, j));
		const peak = Math.max(...values);
		const total = values.reduce((sum, value) => sum + Math.exp(value - peak), 0);
		const worst = Math.max(...values.map((value) => exponentialError(value - peak)));
		values.forEach((value, j) => {
			const relative =
				exponentialError(value - peak) + worst + (width + QUOTIENT_ULPS) * FLOAT32_ULP;
			bound[i * width + j] = (relative * Math.exp(value - peak)) / total;
		});
	}
	if (opCase.inputs.length !== 2) throw new Error(`${op.id}: expected scores and index`);
	return [bound];
}

/** Sum over a segment of pattern (g - sum pattern g): products and sums over the width, a difference and a product each. */
export function scoreGradientBound(boundContext: BoundContext): Bounds {
	const { inputs, size, opCase } = boundContext;
	const [pattern = NONE, gradient = NONE, order = NONE, offsets = NONE] = inputs;
	const context = Number(opCase.attributes['context']);
	const [heads, width, tableRows] = [size(0, 1), size(0, 2), size(3, 0) - 1];
	const roundings = width + 3 + longestSegment(boundContext, 3);
	const magnitude = (entry: number, h: number) => {
		const start = (Math.floor(entry / context) * heads + h) * width;
		const part = (j: number) => Math.abs(pattern[start + j] ?? 0);
		const slope = (j: number) => Math.abs(gradient[start + j] ?? 0);
		let dot = 0;
		for (let j = 0; j < width; j++) dot += part(j) * slope(j);
		return part(entry % context) * (slope(entry % context) + dot);
	};
	return [
		Float64Array.from({ length: heads * tableRows }, (_, i) => {
			const [h, t] = [Math.floor(i / tableRows), i % tableRows];
			let sum = 0;
			for (let e = offsets[t] ?? 0; e < (offsets[t + 1] ?? 0); e++) {
				sum += magnitude(order[e] ?? 0, h);
			}
			return roundings * FLOAT32_ULP * sum;
		})
	];
}

/** log1p of the shader: a division, a series of 7 terms and two products, on top of its argument's error. */
const LOG1P_ULPS = 12;

/** Bounds of one row's loss and gradient, the mean over `rows` rows. */
export function crossEntropyRow(logits: readonly number[], target: number, rows: number) {
	const peak = Math.max(...logits);
	const targetLogit = logits[target] ?? NaN;
	const excluded = targetLogit === peak ? target : logits.indexOf(peak);
	const e = logits.map((z) => Math.exp(z - peak));
	const error = logits.map((z, j) => (j === excluded ? 0 : exponentialError(z - peak)));
	const others = (skip: number, of: (j: number) => number) =>
		logits.reduce((sum, _, j) => (j === skip ? sum : sum + of(j)), 0);
	const rest = others(excluded, (j) => e[j] ?? 0);
	const summing = logits.length * FLOAT32_ULP;
	const restError = others(excluded, (j) => (error[j] ?? 0) * (e[j] ?? 0)) + summing * rest;
	const quotient = QUOTIENT_ULPS * FLOAT32_ULP + restError / (1 + rest);
	const probability = (j: number) => (e[j] ?? 0) / (1 + rest);
	const gradient = logits.map((_, j) => (((error[j] ?? 0) + quotient) * probability(j)) / rows);
	gradient[target] =
		others(target, (j) => ((error[j] ?? 0) + quotient + summing) * probability(j)) / rows;
	// d log1p(rest) = d rest / (1 + rest); the difference and the sum with it round once each.
	const loss =
		restError / (1 + rest) +
		LOG1P_ULPS * FLOAT32_ULP * Math.log1p(rest) +
		2 * FLOAT32_ULP * (peak - targetLogit + Math.log1p(rest));
	return { loss, gradient };
}

export const lossBounds = {
	softmaxCrossEntropy({ inputs, size }: BoundContext): Bounds {
		const [logits = NONE, targets = NONE] = inputs;
		const [rows, classes] = [size(0, 0), size(0, 1)];
		const loss = new Float64Array(rows);
		const gradient = new Float64Array(rows * classes);
		for (let row = 0; row < rows; row++) {
			const values = [...logits.subarray(row * classes, (row + 1) * classes)];
			const bound = crossEntropyRow(values, targets[row] ?? 0, rows);
			loss[row] = bound.loss;
			gradient.set(bound.gradient, row * classes);
		}
		return [loss, new Float64Array(rows), gradient];
	},
	/** Differences (1 rounding), squares (1), their sum (classes), a division (3); gradient: difference, scale, product. */
	meanSquaredError({ inputs, size }: BoundContext): Bounds {
		const [values = NONE, targets = NONE] = inputs;
		const [rows, classes] = [size(0, 0), size(0, 1)];
		const loss = new Float64Array(rows);
		const gradient = new Float64Array(rows * classes);
		for (let i = 0; i < rows * classes; i++) {
			const [row, j] = [Math.floor(i / classes), i % classes];
			const difference = Math.abs((values[i] ?? 0) - (j === targets[row] ? 1 : 0));
			loss[row] =
				(loss[row] ?? 0) + ((classes + 6) * FLOAT32_ULP * difference * difference) / classes;
			gradient[i] = (3 * FLOAT32_ULP * 2 * difference) / (rows * classes);
		}
		return [loss, new Float64Array(rows), gradient];
	}
};
