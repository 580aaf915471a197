import { expect, test } from 'vitest';
import { openReference } from '../../support/runs/toy-training.ts';
import { measureParity, relativeToLargest, SLOT_PARITY_CASES } from '../../support/torch-parity.ts';

/**
 * Muon: float64 against float64, with the order of summation in between, which Newton-Schulz
 * enlarges by 500 in the directions that hardly move. EGD: twelve rounds of Newton-Schulz against
 * singular values, which agree to 1e-4.
 */
const toleranceOf = (file: string) => (file.includes('muon') ? 1e-8 : 1e-4);

test.each(SLOT_PARITY_CASES)(
	'the reference follows PyTorch for 30 steps: $file, $formulation',
	async (parity) => {
		const errors = await measureParity(parity, openReference, relativeToLargest);
		expect(errors.compared).toBe(31);
		expect(errors.loss).toBeLessThan(toleranceOf(parity.file));
		for (const [name, error] of errors.gradients) expect(error, `grad ${name}`).toBeLessThan(1e-9);
		for (const [name, error] of errors.weights) {
			expect(error, `final ${name}`).toBeLessThan(toleranceOf(parity.file));
		}
	}
);
