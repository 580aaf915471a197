import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adamwUpdate, secondMoment } from '../../../src/engine/ops/updates/adamw-update.ts';
import { SEED } from '../../support/ops/arbitraries.ts';
import { expectOldStateGoesOn } from '../../support/networks/confident-network.ts';
import { updateErrors } from '../../support/oracles/float32-adamw.ts';
import { referenceOp } from '../../support/ops/run-op.ts';
import { SMALL_UPDATES, smallInputs } from '../../support/ops/small-updates.ts';
import { openReference } from '../../support/runs/toy-training.ts';

test('the reference updates by gradients from 1e-30 to 1e15 as float64 does', async () => {
	const update = { seed: 1, beta1: 0.9, beta2: 0.98, epsExponent: -30 };
	for (const { where, error } of await updateErrors(update, openReference)) {
		expect(error, where).toBeLessThan(1e-13);
	}
});

test('a second moment means the same scaled and unscaled', () => {
	fc.assert(
		fc.property(SMALL_UPDATES, (small) => {
			const { opCase, inputs } = smallInputs(small);
			const unscaled = inputs.map((array, i) => (i === 2 ? array.map(secondMoment) : array));
			const [weights, first, second] = referenceOp(adamwUpdate, opCase, inputs).updated;
			const plain = referenceOp(adamwUpdate, opCase, unscaled).updated;
			expect(plain.slice(0, 2)).toEqual([weights, first]);
			expect(plain[2]?.map(secondMoment)).toEqual(second?.map(secondMoment));
		}),
		{ seed: SEED, numRuns: 50 }
	);
});

test('a state with unscaled second moments goes on bit for bit', () =>
	expectOldStateGoesOn(openReference));
