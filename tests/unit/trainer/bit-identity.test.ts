import { describe, test } from 'vitest';
import {
	expectContinuation,
	expectRepeatable,
	expectReplicasEqualSingles,
	TOY_RUNS
} from '../../support/bit-identity.ts';
import { openReference } from '../../support/toy-training.ts';

describe.each(TOY_RUNS)('$title on the reference', ({ spec }) => {
	test('three seeds in one plan equal three single runs bit for bit', () =>
		expectReplicasEqualSingles(spec, openReference));

	test('the same run twice, and in other batch sizes, is the same bit for bit', () =>
		expectRepeatable(spec, openReference));

	test('a run restored in its middle into a new session goes on bit for bit', () =>
		expectContinuation(spec, openReference));
});
