import { beforeAll, expect, test, vi } from 'vitest';
import { withNudges } from '../../../src/engine/backend/webgpu/nudge.ts';
import type { GpuDevice } from '../../../src/engine/backend/webgpu/gpu-device.ts';

beforeAll(() => {
	vi.stubGlobal('GPUBufferUsage', { MAP_READ: 1, COPY_DST: 8 });
	vi.stubGlobal('GPUMapMode', { READ: 1 });
	return () => {
		vi.unstubAllGlobals();
	};
});

const isDevice = (value: unknown): value is GPUDevice => typeof value === 'object';

/**
 * A device that notices finished work every so many milliseconds, and with every submission if
 * there is any pending.
 */
function fakeDevice(tickMs: number) {
	let nowMs = 0;
	let noticed: (() => void)[] = [];
	const submissions: number[] = [];
	const fake: unknown = {
		createBuffer: () => ({
			mapAsync: () => {
				nowMs += tickMs;
				return Promise.resolve();
			},
			unmap: () => undefined,
			destroy: () => undefined
		}),
		createCommandEncoder: () => ({ clearBuffer: () => undefined, finish: () => ({}) }),
		queue: {
			submit: (list: readonly unknown[]) => {
				submissions.push(list.length);
				for (const notice of noticed) notice();
				noticed = [];
			}
		}
	};
	if (!isDevice(fake)) throw new Error('not an object');
	const guard = <T>(promise: Promise<T>) => promise;
	const gpu: GpuDevice = {
		device: fake,
		kind: 'software',
		name: 'fake',
		failure: new Promise(() => undefined),
		guard,
		finished: guard,
		destroy: () => undefined
	};
	const clock = {
		now: () => nowMs,
		wait: (ms: number) => {
			nowMs += ms;
			return Promise.resolve();
		}
	};
	const work = () => new Promise<void>((resolve) => noticed.push(resolve));
	return { gpu, clock, submissions, work };
}

test('a device that answers at once is left as it is', async () => {
	const { gpu, clock } = fakeDevice(1);
	expect(await withNudges(gpu, clock)).toBe(gpu);
});

test('one that notices late is nudged while work is awaited, and no longer', async () => {
	const { gpu, clock, submissions, work } = fakeDevice(100);
	const nudged = await withNudges(gpu, clock);
	submissions.length = 0;
	await nudged.finished(work());
	expect(submissions).toEqual([0]);
	await Promise.all([nudged.finished(work()), nudged.finished(work())]);
	expect(submissions).toEqual([0, 0]);
	await new Promise((resolve) => setImmediate(resolve));
	expect(submissions).toEqual([0, 0]);
});

test('other waits bring no nudges', async () => {
	const { gpu, clock, submissions } = fakeDevice(100);
	const nudged = await withNudges(gpu, clock);
	submissions.length = 0;
	await nudged.guard(Promise.resolve());
	await new Promise((resolve) => setImmediate(resolve));
	expect(submissions).toEqual([]);
});
