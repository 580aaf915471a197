import { expect, test } from 'vitest';
import { ADAPTER_KINDS, openGpuSession } from '../../support/gpu-session.ts';
import { measureParity, relativeNorm, SLOT_PARITY_CASES } from '../../support/torch-parity.ts';

const cases = SLOT_PARITY_CASES.flatMap((parity) =>
	ADAPTER_KINDS.map((kind) => ({ ...parity, kind }))
);

test.each(cases)(
	'WebGPU follows PyTorch for 30 steps: $file, $formulation, kernels for $kind',
	async (item) => {
		const open = (run: { readonly plan: Parameters<typeof openGpuSession>[0] }) =>
			openGpuSession(run.plan, item.kind);
		const errors = await measureParity(item, open, relativeNorm);
		expect(errors.compared).toBe(31);
		for (const [name, error] of errors.gradients) expect(error, `grad ${name}`).toBeLessThan(1e-5);
		// A singular value of 1e-3 of the norm becomes 1, which scales float32's rounding with it:
		// 1e-4 of a step, times 30 steps.
		expect(errors.loss).toBeLessThan(1e-3);
		for (const [name, error] of errors.weights) expect(error, `final ${name}`).toBeLessThan(1e-3);
	}
);
