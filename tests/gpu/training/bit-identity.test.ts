import { describe, test } from 'vitest';
import {
	expectContinuation,
	expectRepeatable,
	expectReplicasEqualSingles,
	TOY_CASES
} from '../../support/bit-identity.ts';
import { openGpuSession } from '../../support/gpu-session.ts';

describe.each(TOY_CASES)('$title on WebGPU', (toy) => {
	test('three seeds in one plan equal three single runs bit for bit', () =>
		expectReplicasEqualSingles(toy, openGpuSession));

	// Few steps: these kernels use many barriers, which are slow on a software adapter.
	test('so they do with the kernels for GPUs', () =>
		expectReplicasEqualSingles(toy, (plan) => openGpuSession(plan, 'gpu'), 4));

	test('the same run twice, and in bursts of other sizes, is the same bit for bit', () =>
		expectRepeatable(toy, openGpuSession));

	test('a run restored in its middle into a new session goes on bit for bit', () =>
		expectContinuation(toy, openGpuSession));
});
