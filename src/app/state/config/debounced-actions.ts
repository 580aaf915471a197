/** Dragging a slider counts as one change of the run. */
const DELAY_MS = 300;

/**
 * Debounces actions by key: of several actions scheduled in quick succession, only the last one
 * runs.
 */
export class DebouncedActions {
	readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

	/** Runs `action` after 300 ms, unless another one is scheduled under the same key before. */
	schedule(key: string, action: () => void): void {
		clearTimeout(this.#timers.get(key));
		const timer = setTimeout(() => {
			this.#timers.delete(key);
			action();
		}, DELAY_MS);
		this.#timers.set(key, timer);
	}

	/** Cancels all waiting actions. */
	cancel(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
	}
}
