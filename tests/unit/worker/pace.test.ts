import { expect, test } from 'vitest';
import { WasmSession } from '../../../src/engine/backend/wasm/wasm-session.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { Trainer } from '../../../src/engine/trainer/train/trainer.ts';
import { loadKernels } from '../../../src/host/wasm-kernels.ts';
import { stepsPerSecond } from '../../../src/worker/pace.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

const host = { now: () => performance.now(), yield: () => Promise.resolve() };

/** Losses and weights of a run, and how fast it was found to be. */
async function trained(isTimed: boolean, batchSize: number) {
	const built = buildRun({ ...toyRun(), batchSize });
	const trainer = new Trainer(built, await WasmSession.open(built.plan, loadKernels), host);
	const losses: number[] = [];
	await trainer.evaluateNow(() => undefined);
	const pace = isTimed ? await trainer.timeWork() : undefined;
	await trainer.train({
		until: 12,
		shouldStop: () => false,
		onBurst: ({ loss }) => losses.push(...(loss[0] ?? []))
	});
	return { pace, losses, buffers: (await trainer.state()).buffers };
}

test.each([0, 7])(
	'timing a run beforehand changes none of its bits, batch size %i',
	async (size) => {
		const { pace, ...timed } = await trained(true, size);
		const { losses, buffers } = await trained(false, size);
		expect(timed).toEqual({ losses, buffers });
		expect(losses).toHaveLength(12);
		expect(pace?.updateMs).toBeGreaterThan(0);
		expect(pace?.evaluationMs).toBeGreaterThan(0);
	}
);

test('the rate counts the evaluations of the whole budget', () => {
	const pace = { updateMs: 2, evaluationMs: 10 };
	// Steps 0, 10, ... 90, and the end of the budget.
	expect(stepsPerSecond(pace, { steps: 100, evaluateEvery: 10 })).toBe(100_000 / (200 + 110));
	// 20 evaluations below step 20, 36 below 200, and the end.
	expect(stepsPerSecond(pace, { steps: 200, evaluateEvery: undefined })).toBe(
		200_000 / (400 + 570)
	);
});
