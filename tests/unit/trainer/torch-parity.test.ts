import { expect, test } from 'vitest';
import { openReference } from '../../support/runs/toy-training.ts';
import { measureParity, PARITY_CASES, relativeToLargest } from '../../support/torch-parity.ts';

// Float64 against float64: what is left is the order of summation.
const TOLERANCE = 1e-9;

test.each(PARITY_CASES)('the reference follows PyTorch: $title', async (parity) => {
	const errors = await measureParity(parity, openReference, relativeToLargest);
	expect(errors.compared).toBe(errors.expected);
	expect(errors.loss).toBeLessThan(TOLERANCE);
	for (const [name, error] of errors.gradients)
		expect(error, `grad ${name}`).toBeLessThan(TOLERANCE);
	for (const [name, error] of errors.weights)
		expect(error, `final ${name}`).toBeLessThan(TOLERANCE);
});
