import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portableCubeRoot } from '../../../src/engine/core/portable-cube-root.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

test('portableCubeRoot is the cube root to a few units of the last place', () => {
	fc.assert(
		fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
			const error = Math.abs(portableCubeRoot(x) / Math.cbrt(x) - 1);
			expect(error).toBeLessThan(4.5e-16);
		}),
		{ seed: SEED, numRuns: 5000 }
	);
});

test.each([1, 2, 3, 10, 1000, 0.5, 2 ** -40])('the cube of %f gives it back', (root) => {
	expect(portableCubeRoot(root ** 3)).toBe(root);
});
