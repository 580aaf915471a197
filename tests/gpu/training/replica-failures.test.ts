import { describe, test } from 'vitest';
import { openGpuSession } from '../../support/gpu-session.ts';
import { expectFailureKept, expectOthersGoOn } from '../../support/replica-failures.ts';

describe('a replica whose loss leaves the range of float32 on WebGPU', () => {
	test('ends there, and the others go on as if it had not been', () =>
		expectOthersGoOn(openGpuSession));

	test('is left out by a run that goes on from a state', () => expectFailureKept(openGpuSession));
});
