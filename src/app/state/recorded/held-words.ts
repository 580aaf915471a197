/** Evaluations that other words must last before they take the place of those that are shown. */
const HOLD = 3;

/**
 * Holds the words about a run for a while before they change. Judged at every evaluation by itself,
 * a story may come and go within a second, and a screen reader would read all of it.
 */
export class HeldWords {
	#shown: string | undefined;
	#next: string | undefined;
	#lastStep = NaN;
	#heldFor = 0;
	#mode: string | undefined;

	/**
	 * @param words what the run says now
	 * @param evaluated its latest evaluated step
	 * @param isAtOnce nothing flickers: the run is at rest, or a past step is shown
	 * @param mode words of another one are not held
	 * @returns what to show
	 */
	show(
		words: string,
		evaluated: number,
		{ isAtOnce, mode }: { readonly isAtOnce: boolean; readonly mode: string }
	): string {
		const isNew = evaluated !== this.#lastStep;
		const isOtherMode = mode !== this.#mode;
		this.#lastStep = evaluated;
		this.#mode = mode;
		if (isAtOnce || isOtherMode || this.#shown === undefined || words === this.#shown) {
			this.#shown = words;
			this.#next = undefined;
			return words;
		}
		if (words !== this.#next) this.#heldFor = 0;
		this.#next = words;
		if (isNew) this.#heldFor += 1;
		if (this.#heldFor < HOLD) return this.#shown;
		this.#shown = words;
		this.#next = undefined;
		return words;
	}
}
