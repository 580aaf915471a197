import { expect, test } from 'vitest';
import { EDGE_CASES, edgeErrors } from '../support/cross-entropy-edge.ts';
import { openGpuSession } from '../support/gpu-session.ts';
import { expTolerance } from '../support/tolerance.ts';

/** Sums of 9 terms, whose roundings partly cancel, a division (2.5 ULP), two products and the scale's own rounding. */
const EXTRA_ULPS = 8;

test.each(EDGE_CASES)('cross-entropy keeps what exp allows at margin $margin', async (edge) => {
	const errors = await edgeErrors(edge, openGpuSession);
	expect(errors).toHaveLength(edge.loss.length + edge.grad.flat().length);
	for (const { where, relative, exponent } of errors) {
		expect(relative, where).toBeLessThan(expTolerance(exponent, EXTRA_ULPS));
	}
});
