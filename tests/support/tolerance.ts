/**
 * Allowed errors, each with its reason. Loosening one needs a measured
 * float32 bound, not a failing test.
 */

export const TOLERANCE = Object.freeze({
	/**
	 * Float64 against PyTorch's float64: the same sums in another order, over a run of some hundred
	 * steps.
	 */
	referenceParity: 1e-9,
	/**
	 * Float32 loss against float64: rounding of a few hundred terms, which errs by about sqrt(n)
	 * ULP.
	 */
	deviceLoss: 1e-5,
	/** Float32 gradient tensor at step 0 against float64, relative to its norm. */
	deviceGradient: 1e-5,
	/**
	 * Float32 weights after a whole parity run, relative to their norm: AdamW's first steps amplify
	 * rounding.
	 */
	deviceWeights: 1e-4,
	/**
	 * Central differences in float64 with h = 1e-5: truncation h^2 and cancellation 1e-16 / h,
	 * times the slope's scale.
	 */
	finiteDifference: 1e-6
});

/**
 * |actual - expected| relative to |expected|, or absolute if that is 0. NaN stays NaN, which fails
 * every bound.
 */
export function relativeError(actual: number, expected: number): number {
	const error = Math.abs(actual - expected);
	return expected === 0 ? error : error / Math.abs(expected);
}

/** Euclidean norm of the difference relative to that of `expected`; where that is 0, absolute. */
export function normError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
	if (actual.length !== expected.length) {
		throw new Error(`normError: expected ${expected.length} numbers, got ${actual.length}`);
	}
	let difference = 0;
	let norm = 0;
	for (let i = 0; i < expected.length; i++) {
		const value = expected[i] ?? Number.NaN;
		difference += ((actual[i] ?? Number.NaN) - value) ** 2;
		norm += value ** 2;
	}
	return Math.sqrt(norm === 0 ? difference : difference / norm);
}
