import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adamwUpdate } from '../../../src/engine/ops/updates/adamw-update.ts';
import { SEED } from '../ops/arbitraries.ts';
import { SMALL_UPDATES, smallInputs } from '../ops/small-updates.ts';
import { confidentLosses, expectOldStateGoesOn } from '../networks/confident-network.ts';
import { updateErrors } from '../oracles/float32-adamw.ts';
import type { OpenSession } from '../runs/toy-training.ts';
import type { ExpectAgrees } from '../ops/op-properties.ts';
import { relativeError } from '../tolerance.ts';

/** 30 updates, each with the 17 ULP of `adamwBounds` and one for the sum. */
const UPDATES = 30 * 18 * 2 ** -23;

const updates = fc.record({
	seed: fc.nat(1000),
	beta1: fc.constantFrom(0, 0.9, 0.99),
	beta2: fc.constantFrom(0, 0.5, 0.98, 0.999, 0.9999999),
	epsExponent: fc.integer({ min: -30, max: -6 })
});

export function testSmallGradients(open: OpenSession, expectAgrees: ExpectAgrees): void {
	test('gradients from 1e-30 to 1e15: no further from float64 than a float32 with denormals', () =>
		fc.assert(
			fc.asyncProperty(updates, async (update) => {
				for (const { where, error, float32 } of await updateErrors(update, open)) {
					expect(error, where).toBeLessThanOrEqual(float32 + UPDATES);
				}
			}),
			{ seed: SEED, numRuns: 12 }
		));

	test('one update from any moments, small ones scaled or not, agrees with float64', () =>
		fc.assert(
			fc.asyncProperty(SMALL_UPDATES, async (small) => {
				const { opCase, inputs } = smallInputs(small);
				await expectAgrees(adamwUpdate, opCase, [inputs]);
			}),
			{ seed: SEED, numRuns: 25 }
		));

	// Losses from 1e-12 down to 1e-29.
	test.each([2, 2.2, 2.4, 2.6, 2.8])(
		'eps = 1e-30: weights scaled by %f train as in float64',
		async (scale) => {
			const { expected, got } = await confidentLosses(scale, 60, open);
			expect(got).toHaveLength(60);
			got.forEach((loss, step) => {
				expect(relativeError(loss, expected[step] ?? NaN), `step ${step}`).toBeLessThan(1e-2);
			});
		}
	);

	test('a state with unscaled second moments goes on bit for bit', () =>
		expectOldStateGoesOn(open));
}
