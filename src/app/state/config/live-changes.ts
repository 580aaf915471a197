/** A dragged slider is one change of the run, not fifty. */
const SETTLE_MS = 300;

/** Holds changes back until they settle, by key; the last one of each key wins. */
export class LiveChanges {
	readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

	/** Runs `action` once nothing more was scheduled under the key for a while. */
	schedule(key: string, action: () => void): void {
		clearTimeout(this.#timers.get(key));
		const timer = setTimeout(() => {
			this.#timers.delete(key);
			action();
		}, SETTLE_MS);
		this.#timers.set(key, timer);
	}

	/** Drops what has not been sent. */
	cancel(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
	}
}
