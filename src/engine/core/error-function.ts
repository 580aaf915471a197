/** Beyond this |x|, erf(x) is 1 to the last bit of float64. */
const SATURATED_FROM = 6;

/**
 * The error function in float64, to about 1e-15: erf(x) = 2 / sqrt(pi) exp(-x^2) times the sum of
 * 2^n x^(2n+1) / (2n+1)!!. All terms of this series have the same sign, so no digits cancel.
 */
export function erf(x: number): number {
	if (Math.abs(x) >= SATURATED_FROM) return Math.sign(x);
	const ratio = 2 * x * x;
	let term = x;
	let sum = x;
	for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
		term *= ratio / (2 * n + 1);
		sum += term;
	}
	return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
