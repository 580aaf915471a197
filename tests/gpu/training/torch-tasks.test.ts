import { expect, test } from 'vitest';
import { ADAPTER_KINDS, openGpuSession } from '../../support/gpu-session.ts';
import { TOLERANCE } from '../../support/tolerance.ts';
import { followTorch, TASK_RUNS, torchRun } from '../../support/torch-tasks.ts';

/** With more examples, kernels for GPUs take minutes on a software driver. */
const MOST_EXAMPLES_FOR_GPU_KERNELS = 1500;

const cases = TASK_RUNS.flatMap((title) => {
	const examples = torchRun(title).run.examples(0).targets.length;
	const isSmall = examples <= MOST_EXAMPLES_FOR_GPU_KERNELS;
	return ADAPTER_KINDS.filter((kind) => kind === 'software' || isSmall).map((kind) => ({
		title,
		kind
	}));
});

test('every task is followed by kernels for GPUs', () => {
	const tasksOf = (some: readonly { readonly title: string }[]) =>
		new Set(some.map(({ title }) => torchRun(title).run.spec.task.id));
	const onGpuKernels = cases.filter(({ kind }) => kind === 'gpu');
	expect(tasksOf(onGpuKernels)).toEqual(tasksOf(cases));
});

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
