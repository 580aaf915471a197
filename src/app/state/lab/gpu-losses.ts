import type { PlainError } from '../../../engine/core/lab-error.ts';

/**
 * Chromium refuses adapters for two minutes after a crash, once there were a few; a little more,
 * for late news.
 */
const REFUSAL_MS = 150_000;

/** What the page knows of crashes of the GPU: they explain why there is no adapter for a while. */
export class GpuLosses {
	readonly #now: () => number;
	#latestMs = -Infinity;

	/** @param now milliseconds, monotonic */
	constructor(now: () => number = () => performance.now()) {
		this.#now = now;
	}

	/** The GPU was lost just now. */
	note(): void {
		this.#latestMs = this.#now();
	}

	/**
	 * The failure, by its cause: an adapter that is missing soon after a crash is withheld, not
	 * missing.
	 */
	explain(error: PlainError): PlainError {
		if (error.code === 'device-lost' || error.code === 'gpu-blocked') this.note();
		const isMissing = error.code === 'no-adapter' || error.code === 'no-device';
		const isRecent = this.#now() - this.#latestMs < REFUSAL_MS;
		return isMissing && isRecent ? { ...error, code: 'gpu-blocked' } : error;
	}
}
