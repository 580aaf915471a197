import { expect, test } from 'vitest';
import { openGpuSession } from '../support/gpu-session.ts';
import { measureParity, PARITY_FILES, relativeNorm } from '../support/torch-parity.ts';

test.each(PARITY_FILES)('the WebGPU backend follows PyTorch through %s', async (file) => {
	const errors = await measureParity(file, (run) => openGpuSession(run.plan), relativeNorm);
	expect(errors.compared).toBe(31);
	// Bounds of the issue: float32 sums of at most a few hundred terms stay below 1e-5 relative.
	expect(errors.loss).toBeLessThan(1e-5);
	for (const [name, error] of errors.gradients)
		expect(error, `gradient of ${name}`).toBeLessThan(1e-5);
	for (const [name, error] of errors.weights) expect(error, `final ${name}`).toBeLessThan(1e-4);
});
