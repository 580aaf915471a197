const WINDOW_MS = 1500;

/** Updates per second over the last second or so of training time. */
export class RateMeter {
	#entries: { readonly updates: number; readonly elapsedMs: number }[] = [];

	add(updates: number, elapsedMs: number): void {
		this.#entries.push({ updates, elapsedMs });
		let total = this.#sum('elapsedMs');
		while (this.#entries.length > 1 && total - (this.#entries[0]?.elapsedMs ?? 0) >= WINDOW_MS) {
			total -= this.#entries.shift()?.elapsedMs ?? 0;
		}
	}

	reset(): void {
		this.#entries = [];
	}

	get stepsPerSecond(): number {
		const elapsedMs = this.#sum('elapsedMs');
		return elapsedMs > 0 ? (1000 * this.#sum('updates')) / elapsedMs : 0;
	}

	#sum(key: 'updates' | 'elapsedMs'): number {
		return this.#entries.reduce((sum, entry) => sum + entry[key], 0);
	}
}
