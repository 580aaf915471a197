import { describe, expect, test } from 'vitest';
import { exponentialError } from '../../../src/engine/ops/op-case.ts';
import {
	expectContinuation,
	expectRepeatable,
	expectReplicasEqualSingles,
	TOY_CASES
} from '../../support/bit-identity.ts';
import { EDGE_CASES, edgeErrors } from '../../support/cross-entropy-edge.ts';
import { measureParity, PARITY_CASES, relativeNorm } from '../../support/torch-parity.ts';
import { openWasm } from '../../support/wasm-session.ts';

// The same claims and bounds as those of tests/gpu, on the session that needs no GPU.

/**
 * Sums of 9 terms, whose roundings partly cancel, a division, two products and the scale's own
 * rounding.
 */
const EXTRA_ULPS = 8;

describe.each(TOY_CASES)('$title in WebAssembly', (toy) => {
	test('three seeds in one plan equal three single runs bit for bit', () =>
		expectReplicasEqualSingles(toy, openWasm));

	test('the same run twice, and in bursts of other sizes, is the same bit for bit', () =>
		expectRepeatable(toy, openWasm));

	test('a run restored in its middle into a new session continues bit for bit', () =>
		expectContinuation(toy, openWasm));
});

test.each(PARITY_CASES)('WebAssembly follows PyTorch: $title', async (parity) => {
	const errors = await measureParity(parity, ({ plan }) => openWasm(plan), relativeNorm);
	expect(errors.compared).toBe(errors.expected);
	expect(errors.loss).toBeLessThan(1e-5);
	for (const [name, error] of errors.gradients) expect(error, `grad ${name}`).toBeLessThan(1e-5);
	for (const [name, error] of errors.weights) expect(error, `final ${name}`).toBeLessThan(1e-4);
});

test.each(EDGE_CASES)('cross-entropy keeps what exp allows at margin $margin', async (edge) => {
	const errors = await edgeErrors(edge, openWasm);
	expect(errors).toHaveLength(edge.loss.length + edge.grad.flat().length);
	for (const { where, relative, exponent } of errors) {
		expect(relative, where).toBeLessThan(exponentialError(exponent, EXTRA_ULPS));
	}
});
