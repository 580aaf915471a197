/** A new text is shown after this many evaluations. */
const EVALUATIONS = 3;

/**
 * Debounces a text about a run. At each evaluation the text may differ and change back within a
 * second, and a screen reader would read every version.
 */
export class DebouncedText {
	#shown: string | undefined;
	#next: string | undefined;
	#lastStep = NaN;
	#heldFor = 0;
	#mode: string | undefined;

	/**
	 * @param text the text for the current state of the run
	 * @param evaluated the latest evaluated step
	 * @param isAtOnce show it at once: the run does not train, or a past step is shown
	 * @param mode a change of it shows the text at once, too
	 * @returns the text to show
	 */
	show(
		text: string,
		evaluated: number,
		{ isAtOnce, mode }: { readonly isAtOnce: boolean; readonly mode: string }
	): string {
		const isNew = evaluated !== this.#lastStep;
		const isOtherMode = mode !== this.#mode;
		this.#lastStep = evaluated;
		this.#mode = mode;
		if (isAtOnce || isOtherMode || this.#shown === undefined || text === this.#shown) {
			this.#shown = text;
			this.#next = undefined;
			return text;
		}
		if (text !== this.#next) this.#heldFor = 0;
		this.#next = text;
		if (isNew) this.#heldFor += 1;
		if (this.#heldFor < EVALUATIONS) return this.#shown;
		this.#shown = text;
		this.#next = undefined;
		return text;
	}
}
