import { expect, test } from 'vitest';
import { EDGE_CASES, edgeErrors } from '../../support/cross-entropy-edge.ts';
import { openReference } from '../../support/runs/toy-training.ts';

// Float64's exp and log1p are good to 1e-16; exp(x) loses |x| times that: below 1e-14 at every
// margin.
const TOLERANCE = 1e-12;

test.each(EDGE_CASES)('the reference is exact at margin $margin', async (edge) => {
	const errors = await edgeErrors(edge, openReference);
	expect(errors).toHaveLength(edge.loss.length + edge.grad.flat().length);
	for (const { where, relative } of errors) expect(relative, where).toBeLessThan(TOLERANCE);
});
