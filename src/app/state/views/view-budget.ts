/** While a run trains, a view is asked for again at most this often. */
const MIN_PAUSE_MS = 2000;
/** All views in sight together take at most one part in so many of its time. */
const PARTS = 20;

/** Shares the time that views may take from a run in training among those that are in sight. */
export class ViewBudget {
	readonly #watched = new Set<object>();

	/** Notes whether a view is in sight of a run in training. */
	note(view: object, isWatched: boolean): void {
		if (isWatched) this.#watched.add(view);
		else this.#watched.delete(view);
	}

	/** @returns how long a view whose answer took `costMs` waits before it asks again, in ms */
	pauseAfter(costMs: number): number {
		return Math.max(MIN_PAUSE_MS, PARTS * Math.max(1, this.#watched.size) * costMs);
	}
}
