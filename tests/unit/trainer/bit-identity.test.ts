import { describe, test } from 'vitest';
import {
	expectContinuation,
	expectRepeatable,
	expectReplicasEqualSingles,
	TOY_CASES
} from '../../support/bit-identity.ts';
import { openReference } from '../../support/runs/toy-training.ts';

describe.each(TOY_CASES)('$title on the reference', (toy) => {
	test('three seeds in one plan equal three single runs bit for bit', () =>
		expectReplicasEqualSingles(toy, openReference));

	test('the same run twice, and in bursts of other sizes, is the same bit for bit', () =>
		expectRepeatable(toy, openReference));

	test('a run restored in its middle into a new session goes on bit for bit', () =>
		expectContinuation(toy, openReference));
});
