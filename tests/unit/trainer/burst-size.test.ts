import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { SnapshotStore } from '../../../src/engine/trainer/train/snapshot-store.ts';
import { Trainer } from '../../../src/engine/trainer/train/trainer.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { SimulatedGpu, type SimulatedSpeed } from '../../support/runs/simulated-gpu.ts';

const WARM_UP_MS = 2000;
const END_MS = 4000;
/** The rule: one submission stays under that. */
const MOST_SUBMISSION_MS = 200;
const MOST_QUEUED_MS = 500;

/** Trains for some simulated seconds. */
async function simulate(
	speed: SimulatedSpeed,
	evaluateEvery: number | undefined,
	snapshots?: SnapshotStore
) {
	const run = buildRun(
		toyRun({ model: 'quadratic-mlp', params: { p: 5 }, steps: 1e9, evaluateEvery })
	);
	const gpu = new SimulatedGpu(run.plan, speed);
	const trainer = new Trainer(run, gpu, gpu.host);
	const seenMs: number[] = [];
	await gpu.drive(
		trainer.train({
			until: Infinity,
			shouldStop: () => gpu.nowMs >= END_MS,
			onBurst: () => seenMs.push(gpu.nowMs),
			onState: () => undefined,
			...(snapshots === undefined ? {} : { snapshots })
		})
	);
	return { gpu, seenMs, use: gpu.busyMs(WARM_UP_MS, END_MS) / (END_MS - WARM_UP_MS) };
}

/** The time of a step varies by as much as `noise` about its mean, the same way every time. */
const noisy = (stepMs: number, noise: number) => (nowMs: number) =>
	stepMs * (1 + noise * Math.sin(nowMs * 12.9898));

const speeds = fc.record({
	tickMs: fc.constantFrom(0, 4, 16, 100),
	phase: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
	// Evenly on a logarithmic scale.
	stepMs: fc.double({ min: Math.log(0.05), max: Math.log(50), noNaN: true }).map(Math.exp),
	noise: fc.constantFrom(0, 0.2, 0.6),
	evaluationSteps: fc.double({ min: 0, max: 10, noNaN: true }),
	evaluateEvery: fc.constantFrom(undefined, 10, 50, 1000)
});

describe('bursts on a device whose results are noticed in ticks', () => {
	test('keep it at work for 80 % of the time after two seconds, with short submissions and a short queue', async () => {
		await fc.assert(
			fc.asyncProperty(speeds, async ({ tickMs, phase, stepMs, noise, ...evaluation }) => {
				const { evaluateEvery, evaluationSteps } = evaluation;
				const evaluationMs = Math.min(100, evaluationSteps * stepMs);
				const phaseMs = phase * tickMs;
				const speed = { stepMs: noisy(stepMs, noise), evaluationMs, tickMs, phaseMs };
				const { gpu, use, seenMs } = await simulate(speed, evaluateEvery);
				expect(use).toBeGreaterThan(0.8);
				expect(Math.max(...gpu.submissionMs)).toBeLessThan(MOST_SUBMISSION_MS);
				const late = gpu.queuedMs.slice(gpu.queuedMs.length / 2);
				expect(Math.max(...late)).toBeLessThan(MOST_QUEUED_MS);
				// The page gets messages several times a second.
				const gaps = seenMs.slice(1).map((ms, i) => ms - (seenMs[i] ?? 0));
				expect(Math.max(...gaps)).toBeLessThan(350);
			}),
			{ numRuns: 40 }
		);
	}, 120_000);

	test('keep it at work where every step is evaluated', async () => {
		for (const stepMs of [0.05, 1, 20]) {
			const speed = { stepMs: () => stepMs, evaluationMs: stepMs, tickMs: 100, phaseMs: 0 };
			const { use } = await simulate(speed, 1);
			expect(use).toBeGreaterThan(0.8);
		}
	}, 60_000);

	test('follow a device that becomes slower or faster', async () => {
		for (const tickMs of [0, 100]) {
			for (const [before, after] of [
				[0.5, 4],
				[8, 0.5]
			] as const) {
				const stepMs = (nowMs: number) => (nowMs < 1500 ? before : after);
				const { gpu, use } = await simulate(
					{ stepMs, evaluationMs: 0, tickMs, phaseMs: 30 },
					undefined
				);
				expect(use).toBeGreaterThan(0.8);
				expect(Math.max(...gpu.submissionMs.slice(-10))).toBeLessThan(MOST_SUBMISSION_MS);
			}
		}
	}, 60_000);

	test('are of one step each, two on the way, where a step takes a second', async () => {
		const speed = { stepMs: () => 1000, evaluationMs: 0, tickMs: 100, phaseMs: 0 };
		const { gpu } = await simulate(speed, 1000);
		expect(new Set(gpu.submissionMs)).toEqual(new Set([1000]));
		expect(Math.max(...gpu.queuedMs)).toBe(2000);
	});

	test('keep it at work where weights are kept on the way, the same ones at every speed', async () => {
		const kept = [];
		for (const [tickMs, stepMs] of [
			[100, 1],
			[0, 4],
			[16, 0.5]
		] as const) {
			const store = new SnapshotStore({ budget: 1e6, evaluateEvery: 10 });
			store.add(0, new Float32Array(1));
			const speed = { stepMs: () => stepMs, evaluationMs: 0, tickMs, phaseMs: 7 };
			const { use } = await simulate(speed, 10, store);
			expect(use).toBeGreaterThan(0.8);
			kept.push(store.steps);
		}
		const common = Math.min(...kept.map((steps) => steps.at(-1) ?? 0));
		expect(common).toBeGreaterThan(500);
		const [first, ...others] = kept.map((steps) => steps.filter((step) => step <= common));
		for (const other of others) expect(other).toEqual(first);
	}, 60_000);
});
