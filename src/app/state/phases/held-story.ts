import type { Story } from './story.ts';

/**
 * After how many evaluations a new headline is shown. `certain`: its rule has waited itself.
 * `tentative`: its rule takes back what it found more often than the others do.
 */
const EVALUATIONS = Object.freeze({ certain: 0, likely: 3, tentative: 12 });
export type Certainty = keyof typeof EVALUATIONS;

/**
 * An earlier headline, or one of an earlier phase, is shown after this many evaluations: values
 * that waver around a bound must not make the text flip back and forth.
 */
const EVALUATIONS_TO_RETURN = 12;

interface Showing {
	readonly certainty: Certainty;
	/** Place of its phase in the order of phases. */
	readonly place: number;
	/** Show it at once: the run does not train, or a past step is shown. */
	readonly isAtOnce: boolean;
	/**
	 * A change of it shows the story at once and forgets earlier ones: another run, or another
	 * state of it.
	 */
	readonly mode: string;
}

/**
 * Holds the story of a run until the next one has lasted. At each evaluation the story may differ
 * and change back within a second, and a screen reader would read every version.
 */
export class HeldStory {
	#shown: Story | undefined;
	#shownPlace = 0;
	#next: string | undefined;
	#lastStep = NaN;
	#heldFor = 0;
	#mode: string | undefined;
	/** Headlines that were shown in this mode. */
	#seen = new Set<string>();

	/**
	 * @param story the story for the current state of the run
	 * @param evaluated the latest evaluated step
	 * @returns the story to show; with an unchanged headline the newest detail and offers
	 */
	show(story: Story, evaluated: number, { certainty, place, isAtOnce, mode }: Showing): Story {
		const isNew = evaluated !== this.#lastStep;
		const isOtherMode = mode !== this.#mode;
		if (isOtherMode) this.#seen = new Set();
		this.#lastStep = evaluated;
		this.#mode = mode;
		const { headline } = story;
		const shown = this.#shown;
		if (isAtOnce || isOtherMode || shown === undefined || headline === shown.headline) {
			return this.#take(story, place);
		}
		if (headline !== this.#next) this.#heldFor = 0;
		this.#next = headline;
		if (isNew) this.#heldFor += 1;
		const goesBack = this.#seen.has(headline) || place < this.#shownPlace;
		const needed = goesBack ? EVALUATIONS_TO_RETURN : EVALUATIONS[certainty];
		return this.#heldFor < needed ? shown : this.#take(story, place);
	}

	#take(story: Story, place: number): Story {
		this.#shown = story;
		this.#shownPlace = place;
		this.#seen.add(story.headline);
		this.#next = undefined;
		return story;
	}
}
