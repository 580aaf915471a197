import type { LabError } from './lab-error.ts';

/**
 * The lifetime of a device or a worker and the promises that wait for its answers. `Promise.race`
 * of every answer with one promise for the end would keep a handler for every answer until the end;
 * this class drops a promise as soon as it settles.
 */
export class Lifetime {
	readonly #waiting = new Set<(end: LabError) => void>();
	#end: LabError | undefined;

	/** The promise's outcome; if the end comes first, a rejection with its error. */
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

	/** Rejects all waiting promises and all later ones. Only the first call has an effect. */
	end(error: LabError): void {
		this.#end ??= error;
		for (const reject of this.#waiting) reject(this.#end);
		this.#waiting.clear();
	}
}
