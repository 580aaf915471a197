import { expect, test } from 'vitest';
import { ADAPTER_KINDS, openGpuSession } from '../support/gpu-session.ts';
import { TOLERANCE } from '../support/tolerance.ts';
import { followTorch, TASK_RUNS, torchRun } from '../support/torch-tasks.ts';

const cases = TASK_RUNS.flatMap((title) => ADAPTER_KINDS.map((kind) => ({ title, kind })));

test.each(cases)('WebGPU follows PyTorch: $title, kernels for $kind', async ({ title, kind }) => {
	const both = torchRun(title);
	const session = await openGpuSession(both.run.plan, kind);
	const { losses, weights } = await followTorch(both, session);
	session.dispose();
	for (const [of, error] of Object.entries(losses)) {
		expect(error, of).toBeLessThan(TOLERANCE.deviceLoss);
	}
	for (const [name, { norm }] of weights) expect(norm, name).toBeLessThan(TOLERANCE.deviceWeights);
});
