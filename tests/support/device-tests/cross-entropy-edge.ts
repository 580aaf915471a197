import { expect, test } from 'vitest';
import { EDGE_CASES, edgeErrors } from '../cross-entropy-edge.ts';
import type { TestDevice } from '../test-device.ts';
import { exponentialError } from '../../../src/engine/ops/op-case.ts';

/**
 * Sums of 9 terms, whose roundings partly cancel, a division (2.5 ULP), two products and the
 * scale's own rounding.
 */
const EXTRA_ULPS = 8;

export const testCrossEntropyEdges = (devices: readonly TestDevice[]) => {
	const cases = EDGE_CASES.flatMap((edge) => devices.map((device) => ({ ...edge, ...device })));
	test.each(cases)('it keeps what exp allows at margin $margin, $device', async (edge) => {
		const errors = await edgeErrors(edge, edge.open);
		expect(errors).toHaveLength(edge.loss.length + edge.grad.flat().length);
		for (const { where, relative, exponent } of errors) {
			expect(relative, where).toBeLessThan(exponentialError(exponent, EXTRA_ULPS));
		}
	});
};
