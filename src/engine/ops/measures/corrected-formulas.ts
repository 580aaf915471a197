import { crossEntropyError } from '../losses/cross-entropy-error.ts';
import { FLOAT32_ULP } from '../op-case.ts';

/** s(x) of Prieto et al. 2025: x + 1 for x >= 0 and 1 / (1 - x) below. */
const stablemax = (x: number): number => (x >= 0 ? x + 1 : 1 / (1 - x));

/** The terms of all wrong classes. */
const wrong = (values: ArrayLike<number>, target: number, term: (value: number) => number) =>
	Array.from(values, (value, c) => (c === target ? 0 : term(value)));

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** max(0, 1 + z_c - z_y), and 0 for c = y. */
const hingesOf = (outputs: ArrayLike<number>, target: number) =>
	wrong(outputs, target, (value) => Math.max(0, 1 + (value - (outputs[target] ?? NaN))));

/** Losses of one row of outputs: its target, and the first place of its maximum. */
export const CORRECTED_LOSSES = {
	softmax(logits: Float64Array, target: number, best: number): number {
		const [peak, targetLogit] = [logits[best] ?? 0, logits[target] ?? 0];
		// If the target ties with the maximum, it is the class left out, so that the margin is
		// exact.
		const excluded = targetLogit === peak ? target : best;
		const rest = logits.reduce(
			(sum, value, c) => (c === excluded ? sum : sum + Math.exp(value - peak)),
			0
		);
		return peak - targetLogit + Math.log1p(rest);
	},
	squares(outputs: Float64Array, target: number): number {
		const total = outputs.reduce((sum, value, c) => sum + (value - (c === target ? 1 : 0)) ** 2, 0);
		return total / outputs.length;
	},
	stablemax: (outputs: Float64Array, target: number): number =>
		Math.log1p(sumOf(wrong(outputs, target, stablemax)) / stablemax(outputs[target] ?? NaN)),
	hinge: (outputs: Float64Array, target: number): number => Math.max(...hingesOf(outputs, target)),
	hinges: (outputs: Float64Array, target: number): number => sumOf(hingesOf(outputs, target))
};

/**
 * A cross-entropy moves by p_j per unit of another class's logit, and by minus their sum per unit
 * of the target's.
 */
function movedBy(values: readonly number[], target: number): number {
	const peak = Math.max(...values);
	const total = values.reduce((sum, z) => sum + Math.exp(z - peak), 0);
	return values.reduce((sum, z, j) => {
		const delta = FLOAT32_ULP * (Math.abs(z) + Math.abs(values[target] ?? NaN));
		return j === target ? sum : sum + (delta * Math.exp(z - peak)) / total;
	}, 0);
}

/**
 * Differences (1 rounding on top of the value's own), squares (1), their sum (classes), a division
 * (2.5).
 */
function squaresError(values: readonly number[], target: number): number {
	const sum = values.reduce((total, z, j) => {
		const difference = Math.abs(z - (j === target ? 1 : 0));
		return total + difference * (2 * Math.abs(z) + (values.length + 6) * difference);
	}, 0);
	return (FLOAT32_ULP * sum) / values.length;
}

/**
 * s moves by its slope, at most 1 and at most 1 / (1 - x)^2 below 0, per unit of its logit; it
 * rounds 4 times, the sum once for each class, quotient and log1p 15 times.
 */
function stablemaxError(values: readonly number[], target: number): number {
	const moved = values.map((z) => {
		const delta = FLOAT32_ULP * Math.abs(z);
		return delta * (z >= 0 ? 1 : stablemax(z + delta) ** 2);
	});
	const rest = sumOf(wrong(values, target, stablemax));
	const ofTarget = stablemax(values[target] ?? NaN);
	const restError = sumOf(moved.map((delta, c) => (c === target ? 0 : delta)));
	const ratio = rest / ofTarget;
	const relative =
		restError / rest + (moved[target] ?? NaN) / ofTarget + (values.length + 24) * FLOAT32_ULP;
	return (relative * ratio) / (1 + ratio) + 15 * FLOAT32_ULP * Math.log1p(ratio);
}

/** Errors of each hinge: of both logits, and two roundings. */
const hingeErrors = (values: readonly number[], target: number) =>
	wrong(values, target, (value) => {
		const size = Math.abs(value) + Math.abs(values[target] ?? NaN);
		return FLOAT32_ULP * (3 * size + 1);
	});

/** Largest float32 errors of these losses, by a row's outputs and its target. */
export const CORRECTED_ERRORS = {
	softmax: (values: readonly number[], target: number): number =>
		movedBy(values, target) + crossEntropyError(values, target, 1).loss,
	squares: squaresError,
	stablemax: stablemaxError,
	hinge: (values: readonly number[], target: number): number =>
		Math.max(...hingeErrors(values, target)),
	hinges: (values: readonly number[], target: number): number =>
		sumOf(hingeErrors(values, target)) +
		values.length * FLOAT32_ULP * sumOf(hingesOf(values, target))
};
