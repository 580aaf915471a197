import { expect, test } from 'vitest';
import { EDGE_CASES, edgeErrors } from '../../support/cross-entropy-edge.ts';
import { ADAPTER_KINDS, openGpuSession } from '../../support/gpu-session.ts';
import { exponentialError } from '../../../src/engine/ops/op-case.ts';

/**
 * Sums of 9 terms, whose roundings partly cancel, a division (2.5 ULP), two products and the
 * scale's own rounding.
 */
const EXTRA_ULPS = 8;

const cases = EDGE_CASES.flatMap((edge) => ADAPTER_KINDS.map((kind) => ({ ...edge, kind })));

test.each(cases)('it keeps what exp allows at margin $margin, kernel for $kind', async (edge) => {
	const errors = await edgeErrors(edge, (plan) => openGpuSession(plan, edge.kind));
	expect(errors).toHaveLength(edge.loss.length + edge.grad.flat().length);
	for (const { where, relative, exponent } of errors) {
		expect(relative, where).toBeLessThan(exponentialError(exponent, EXTRA_ULPS));
	}
});
