/**
 * How far from the truth a number may be, each with its reason. Loosening one needs a measured float32 bound, not a failing test.
 */

/** Spacing of float32 at 1 is 2 ** -23: one unit in the last place (ULP) of a value x is about |x| times this. */
export const FLOAT32_ULP = 2 ** -23;

export const TOLERANCE = Object.freeze({
	/** Float64 against PyTorch's float64: the same sums in another order, over a run of some hundred steps. */
	referenceParity: 1e-9,
	/** Float32 loss against float64: rounding of a few hundred terms, which errs by about sqrt(n) ULP. */
	deviceLoss: 1e-5,
	/** Float32 gradient tensor at step 0 against float64, relative to its norm. */
	deviceGradient: 1e-5,
	/** Float32 weights after a whole parity run, relative to their norm: AdamW's first steps amplify rounding. */
	deviceWeights: 1e-4,
	/** Central differences in float64 with h = 1e-5: truncation h^2 and cancellation 1e-16 / h, times the slope's scale. */
	finiteDifference: 1e-6
});

/**
 * Relative error that WGSL allows a float32 `exp(x)`: (3 + 2 |x|) ULP (WGSL section 15.7), plus a few for what is done with it.
 * @param extraUlps for the operations around it
 */
export function expTolerance(x: number, extraUlps = 4): number {
	return (3 + 2 * Math.abs(x) + extraUlps) * FLOAT32_ULP;
}

/** |actual - expected| relative to |expected|; where that is 0, absolute. NaN stays NaN, which no bound admits. */
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
