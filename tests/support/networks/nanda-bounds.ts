import { expect } from 'vitest';
import { relativeError } from '../tolerance.ts';

/**
 * Allowed difference of the product, in float32, from an independent program in float64 on the
 * canonical network. Bounds of the issue: 1e-4 relative, or 1e-9 absolute for losses below 1e-5,
 * the error that float32 logits of some 50 cause.
 */
export const RELATIVE = 1e-4;
const ABSOLUTE = 1e-9;
const SMALL_LOSS = 1e-5;

export function expectClose(name: string, got: number | undefined, expected: number): void {
	expect(relativeError(got ?? NaN, expected), name).toBeLessThan(RELATIVE);
}

export function expectLoss(name: string, got: number | undefined, expected: number): void {
	if (expected >= SMALL_LOSS) expectClose(name, got, expected);
	else expect(Math.abs((got ?? NaN) - expected), name).toBeLessThan(ABSOLUTE);
}
