import type { Story } from './story.ts';

/** A new headline is shown after this many evaluations. */
const EVALUATIONS = 3;

/**
 * Holds the story of a run until the next one has lasted. At each evaluation the story may differ
 * and change back within a second, and a screen reader would read every version.
 */
export class HeldStory {
	#shown: Story | undefined;
	#next: string | undefined;
	#lastStep = NaN;
	#heldFor = 0;
	#mode: string | undefined;

	/**
	 * @param story the story for the current state of the run
	 * @param evaluated the latest evaluated step
	 * @param isAtOnce show it at once: the run does not train, or a past step is shown
	 * @param mode a change of it shows the story at once, too
	 * @returns the story to show; with an unchanged headline the newest detail and offers
	 */
	show(
		story: Story,
		evaluated: number,
		{ isAtOnce, mode }: { readonly isAtOnce: boolean; readonly mode: string }
	): Story {
		const isNew = evaluated !== this.#lastStep;
		const isOtherMode = mode !== this.#mode;
		this.#lastStep = evaluated;
		this.#mode = mode;
		const { headline } = story;
		const shown = this.#shown;
		if (isAtOnce || isOtherMode || shown === undefined || headline === shown.headline) {
			return this.#take(story);
		}
		if (headline !== this.#next) this.#heldFor = 0;
		this.#next = headline;
		if (isNew) this.#heldFor += 1;
		return this.#heldFor < EVALUATIONS ? shown : this.#take(story);
	}

	#take(story: Story): Story {
		this.#shown = story;
		this.#next = undefined;
		return story;
	}
}
