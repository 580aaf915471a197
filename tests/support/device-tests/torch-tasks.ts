import { expect, test } from 'vitest';
import type { TestDevice } from '../test-device.ts';
import { TOLERANCE } from '../tolerance.ts';
import { followTorch, TASK_RUNS, torchRun } from '../torch-tasks.ts';

/** With more examples, kernels for GPUs take minutes on a software driver. */
const MOST_EXAMPLES_FOR_GPU_KERNELS = 1500;

const SMALL_RUNS = TASK_RUNS.filter(
	(title) => torchRun(title).run.examples(0).targets.length <= MOST_EXAMPLES_FOR_GPU_KERNELS
);

export const testTorchTasks = (devices: readonly TestDevice[]) => {
	const cases = devices.flatMap((device) =>
		(device.kind === 'gpu' ? SMALL_RUNS : TASK_RUNS).map((title) => ({ title, ...device }))
	);

	test('every task is followed by kernels for GPUs', () => {
		const tasksOf = (titles: readonly string[]) =>
			new Set(titles.map((title) => torchRun(title).run.spec.task.id));
		expect(tasksOf(SMALL_RUNS)).toEqual(tasksOf(TASK_RUNS));
	});

	test.each(cases)('$device follows PyTorch: $title', async ({ title, open }) => {
		const both = torchRun(title);
		const session = await open(both.run.plan);
		const { losses, weights } = await followTorch(both, session);
		session.dispose();
		for (const [of, error] of Object.entries(losses)) {
			expect(error, of).toBeLessThan(TOLERANCE.deviceLoss);
		}
		for (const [name, { norm }] of weights)
			expect(norm, name).toBeLessThan(TOLERANCE.deviceWeights);
	});
};
