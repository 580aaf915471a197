import type { GpuDevice } from './gpu-device.ts';

/**
 * A trivial read that takes at least this long finished earlier and was noticed late by the
 * browser.
 */
const LATE_MS = 40;
const SUBMIT_EVERY_MS = 5;
/**
 * The browser looks for finished work at ticks. The first read may begin anywhere between two
 * ticks, the second one begins just after a tick.
 */
const READS = 2;

export interface NudgeClock {
	readonly now: () => number;
	readonly wait: (ms: number) => Promise<void>;
}

/** Milliseconds that the smallest possible read takes on an idle device. */
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

/** Submits an empty command list every few milliseconds while something is awaited. */
class EmptySubmissions {
	readonly #gpu: GpuDevice;
	readonly #wait: NudgeClock['wait'];
	#awaited = 0;
	#isSubmitting = false;

	constructor(gpu: GpuDevice, wait: NudgeClock['wait']) {
		this.#gpu = gpu;
		this.#wait = wait;
	}

	during<T>(promise: Promise<T>): Promise<T> {
		this.#awaited++;
		void this.#submit();
		return promise.finally(() => {
			this.#awaited--;
		});
	}

	async #submit(): Promise<void> {
		if (this.#isSubmitting) return;
		this.#isSubmitting = true;
		while (this.#awaited > 0) {
			await this.#wait(SUBMIT_EVERY_MS);
			if (this.#awaited > 0) this.#gpu.device.queue.submit([]);
		}
		this.#isSubmitting = false;
	}
}

/**
 * The device, with empty submissions (nudges) if its browser needs them. Firefox 153 looks for
 * finished work only every 100 ms and at every submission. With empty submissions a read returns
 * soon after it is done: after 24 ms instead of 100 ms for work of 20 ms. If a read on an idle
 * device is prompt, the device is returned unchanged.
 * @throws LabError `device-lost`, `gpu-error`
 */
export async function withNudges(gpu: GpuDevice, { now, wait }: NudgeClock): Promise<GpuDevice> {
	if ((await readLatencyMs(gpu, now)) < LATE_MS) return gpu;
	const submissions = new EmptySubmissions(gpu, wait);
	return { ...gpu, finished: (promise) => submissions.during(gpu.guard(promise)) };
}
