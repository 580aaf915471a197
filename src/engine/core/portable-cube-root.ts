const NEWTON_STEPS = 8;

/**
 * Cube root of x > 0 from + - x / alone, so that every JavaScript engine gives the same bits
 * (`Math.cbrt` does not). x = m 8^e with m in [1, 8), both exact. Newton's method finds the root of
 * m, which lies in [1, 2): it starts within 50 % and doubles the number of digits at each step.
 * Relative error below 4e-16.
 */
export function portableCubeRoot(x: number): number {
	let mantissa = x;
	let scale = 1;
	while (mantissa >= 8) {
		mantissa /= 8;
		scale *= 2;
	}
	while (mantissa < 1) {
		mantissa *= 8;
		scale /= 2;
	}
	let root = 1.5;
	for (let i = 0; i < NEWTON_STEPS; i++) {
		root -= (root * root * root - mantissa) / (3 * root * root);
	}
	return root * scale;
}
