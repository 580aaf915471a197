import { describe, test } from 'vitest';
import {
	expectContinuation,
	expectRepeatable,
	expectReplicasEqualSingles,
	TOY_CASES
} from '../support/bit-identity.ts';
import { openGpuSession } from '../support/gpu-session.ts';

describe.each(TOY_CASES)('$title on WebGPU', (toy) => {
	test.each(['software', 'gpu'] as const)(
		'three seeds in one plan equal three single runs bit for bit, kernels for %s',
		(kind) => expectReplicasEqualSingles(toy, (plan) => openGpuSession(plan, kind))
	);

	test('the same run twice, and in other batch sizes, is the same bit for bit', () =>
		expectRepeatable(toy, openGpuSession));

	test('a run restored in its middle into a new session goes on bit for bit', () =>
		expectContinuation(toy, openGpuSession));
});
