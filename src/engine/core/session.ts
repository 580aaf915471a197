import type { NumericArray } from './tensor.ts';

/** What to read: a whole tensor by name, or only its first elements (of every replica). */
export interface ReadRequest {
	readonly name: string;
	readonly count?: number;
}

/** How a segment runs in parts. */
export interface Parts {
	/** Milliseconds, monotonic. */
	readonly now: () => number;
	/** Awaited after every part. `done` and `total` count dispatches. */
	readonly onPart: (done: number, total: number) => Promise<void> | void;
}

/**
 * A loaded plan on some backend. `run` and `write` take effect in the order of the calls; neither
 * of them awaits.
 */
export interface Session {
	/** Enqueues `count` executions of a segment. */
	run(segment: string, count: number): void;
	/**
	 * Executes a segment once. Each part is finished before the next is enqueued, so that little
	 * work is still queued if the session is ended in between. The result equals that of `run` bit
	 * for bit.
	 * @throws LabError `device-lost`, `gpu-error`
	 */
	runInParts(segment: string, parts: Parts): Promise<void>;
	/**
	 * Writes a tensor, replica-major; a shared tensor has one copy. Float data are rounded to the
	 * device's type.
	 * @param count writes only so many first elements of every replica; the others keep their
	 * values
	 */
	write(name: string, data: NumericArray, count?: number): void;
	/**
	 * The values after all work enqueued so far, replica-major without padding, in the order of the
	 * requests.
	 * @throws LabError `device-lost`, `gpu-error`
	 */
	read(requests: readonly ReadRequest[]): Promise<readonly NumericArray[]>;
	/** Frees all buffers. Pending reads are rejected. */
	dispose(): void;
}
