import { expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { measureParity, PARITY_FILES, relativeToLargest } from '../../support/torch-parity.ts';

// Float64 against float64: what is left is the order of summation.
const TOLERANCE = 1e-9;

test.each(PARITY_FILES)('the reference backend follows PyTorch through %s', async (file) => {
	const errors = await measureParity(
		file,
		(run) => Promise.resolve(new ReferenceSession(run.plan)),
		relativeToLargest
	);
	expect(errors.compared).toBe(31);
	expect(errors.loss).toBeLessThan(TOLERANCE);
	for (const [name, error] of errors.gradients)
		expect(error, `gradient of ${name}`).toBeLessThan(TOLERANCE);
	for (const [name, error] of errors.weights)
		expect(error, `final ${name}`).toBeLessThan(TOLERANCE);
});
