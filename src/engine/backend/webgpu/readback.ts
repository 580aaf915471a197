import type { GpuDevice } from './gpu-device.ts';

/** Staging buffers for reading, kept by size and reused. */
export class Readback {
	readonly #gpu: GpuDevice;
	readonly #idle = new Map<number, GPUBuffer[]>();

	constructor(gpu: GpuDevice) {
		this.#gpu = gpu;
	}

	/** A buffer of at least this many bytes (rounded up to a power of two). */
	take(sizeBytes: number): GPUBuffer {
		const size = Math.max(256, 2 ** Math.ceil(Math.log2(sizeBytes)));
		const idle = this.#idle.get(size)?.pop();
		if (idle !== undefined) return idle;
		return this.#gpu.device.createBuffer({
			label: 'staging',
			size,
			usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST
		});
	}

	/**
	 * Waits for the copy into the buffer, returns a copy of its bytes and keeps the buffer for
	 * reuse.
	 */
	async collect(buffer: GPUBuffer, sizeBytes: number): Promise<ArrayBuffer> {
		await this.#gpu.finished(buffer.mapAsync(GPUMapMode.READ, 0, buffer.size));
		const bytes = buffer.getMappedRange(0, buffer.size).slice(0, sizeBytes);
		buffer.unmap();
		const idle = this.#idle.get(buffer.size) ?? [];
		idle.push(buffer);
		this.#idle.set(buffer.size, idle);
		return bytes;
	}

	dispose(): void {
		for (const buffers of this.#idle.values()) for (const buffer of buffers) buffer.destroy();
		this.#idle.clear();
	}
}
