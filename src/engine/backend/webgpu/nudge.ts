import type { GpuDevice } from './gpu-device.ts';

/** A trivial read that takes so long was finished before, and noticed late. */
const LATE_MS = 40;
const NUDGE_EVERY_MS = 5;
/** The first read may fall anywhere between two ticks; those after it begin just after one. */
const READS = 2;

export interface NudgeClock {
	readonly now: () => number;
	readonly wait: (ms: number) => Promise<void>;
}

/** How long a read of next to nothing takes on an idle device, in milliseconds. */
async function readLatencyMs({ device, guard }: GpuDevice, now: () => number): Promise<number> {
	const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
	const buffer = device.createBuffer({ label: 'latency', size: 4, usage });
	let latencyMs = 0;
	for (let i = 0; i < READS; i++) {
		const startMs = now();
		const encoder = device.createCommandEncoder({ label: 'latency' });
		encoder.clearBuffer(buffer);
		device.queue.submit([encoder.finish()]);
		await guard(buffer.mapAsync(GPUMapMode.READ));
		buffer.unmap();
		latencyMs = now() - startMs;
	}
	buffer.destroy();
	return latencyMs;
}

/** Submits nothing every few milliseconds for as long as something is awaited. */
class Nudger {
	readonly #gpu: GpuDevice;
	readonly #wait: NudgeClock['wait'];
	#awaited = 0;
	#isNudging = false;

	constructor(gpu: GpuDevice, wait: NudgeClock['wait']) {
		this.#gpu = gpu;
		this.#wait = wait;
	}

	during<T>(promise: Promise<T>): Promise<T> {
		this.#awaited++;
		void this.#nudge();
		return promise.finally(() => {
			this.#awaited--;
		});
	}

	async #nudge(): Promise<void> {
		if (this.#isNudging) return;
		this.#isNudging = true;
		while (this.#awaited > 0) {
			await this.#wait(NUDGE_EVERY_MS);
			if (this.#awaited > 0) this.#gpu.device.queue.submit([]);
		}
		this.#isNudging = false;
	}
}

/**
 * The device with nudges where its browser needs them. Firefox (153) looks for finished work every
 * 100 ms and with every submission, so an empty one lets a read come back when it is done: 24 ms in
 * the place of 100 for a work of 20 ms. Where a read on an idle device is prompt, nothing changes.
 * @throws LabError `device-lost`, `gpu-error`
 */
export async function withNudges(gpu: GpuDevice, { now, wait }: NudgeClock): Promise<GpuDevice> {
	if ((await readLatencyMs(gpu, now)) < LATE_MS) return gpu;
	const nudger = new Nudger(gpu, wait);
	return { ...gpu, finished: (promise) => nudger.during(gpu.guard(promise)) };
}
