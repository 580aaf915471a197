import type { LabError } from './lab-error.ts';

/**
 * The life of a device or a worker, with what waits for its answers. A race of every answer with
 * one promise for the end would keep all of them for as long as nothing ends; here nothing is kept
 * of what has settled.
 */
export class Lifetime {
	readonly #waiting = new Set<(end: LabError) => void>();
	#end: LabError | undefined;

	/** The promise's outcome, or a rejection with the end where that comes first. */
	guard<T>(promise: Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => {
			if (this.#end === undefined) this.#waiting.add(reject);
			else reject(this.#end);
			promise
				.finally(() => {
					this.#waiting.delete(reject);
				})
				.then(resolve, reject);
		});
	}

	/** Rejects what waits and whatever will. Only the first end counts. */
	end(error: LabError): void {
		this.#end ??= error;
		for (const reject of this.#waiting) reject(this.#end);
		this.#waiting.clear();
	}
}
