import type { PlainError } from '../../../engine/core/lab-error.ts';

/**
 * After several crashes Chromium refuses adapters for two minutes. Half a minute is added, because
 * the page may hear of the crash late.
 */
const REFUSAL_MS = 150_000;

/** Remembers when the GPU last crashed: this explains why there is no adapter for a while. */
export class GpuLosses {
	readonly #now: () => number;
	#latestMs = -Infinity;

	/** @param now milliseconds, monotonic */
	constructor(now: () => number = () => performance.now()) {
		this.#now = now;
	}

	/** Notes that the GPU was lost just now. */
	note(): void {
		this.#latestMs = this.#now();
	}

	/**
	 * Renames a missing adapter to `gpu-blocked` soon after a crash: the browser withholds it then.
	 */
	explain(error: PlainError): PlainError {
		if (error.code === 'device-lost' || error.code === 'gpu-blocked') this.note();
		const isMissing = error.code === 'no-adapter' || error.code === 'no-device';
		const isRecent = this.#now() - this.#latestMs < REFUSAL_MS;
		return isMissing && isRecent ? { ...error, code: 'gpu-blocked' } : error;
	}
}
