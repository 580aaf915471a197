import { expect, test } from 'vitest';
import { ADAPTER_KINDS, openGpuSession } from '../../support/gpu-session.ts';
import { measureParity, PARITY_CASES, relativeNorm } from '../../support/torch-parity.ts';

const cases = PARITY_CASES.flatMap((parity) => ADAPTER_KINDS.map((kind) => ({ ...parity, kind })));

test.each(cases)('WebGPU follows PyTorch: $title, kernels for $kind', async (item) => {
	const open = (run: { readonly plan: Parameters<typeof openGpuSession>[0] }) =>
		openGpuSession(run.plan, item.kind);
	const errors = await measureParity(item, open, relativeNorm);
	expect(errors.compared).toBe(errors.expected);
	// Bounds of the issue: float32 sums of at most a few hundred terms stay below 1e-5 relative.
	expect(errors.loss).toBeLessThan(1e-5);
	for (const [name, error] of errors.gradients) expect(error, `grad ${name}`).toBeLessThan(1e-5);
	for (const [name, error] of errors.weights) expect(error, `final ${name}`).toBeLessThan(1e-4);
});
