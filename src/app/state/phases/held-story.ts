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

/** A story that may be shown until another one has lasted long enough. */
export interface Meanwhile {
	readonly story: Story;
	/** Place of its phase in the order of phases. */
	readonly place: number;
}

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
	readonly meanwhile?: Meanwhile | undefined;
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
	show(
		story: Story,
		evaluated: number,
		{ certainty, place, isAtOnce, mode, meanwhile }: Showing
	): Story {
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
		if (this.#heldFor >= this.#evaluationsFor(headline, certainty, place))
			return this.#take(story, place);
		return meanwhile === undefined ? shown : this.#showMeanwhile(meanwhile, shown, place);
	}

	/** After how many evaluations a headline replaces the shown one. */
	#evaluationsFor(headline: string, certainty: Certainty, place: number): number {
		if (this.#seen.has(headline) || place < this.#shownPlace) return EVALUATIONS_TO_RETURN;
		// A phase that is shown is certain enough: only words about it change.
		const longest = place === this.#shownPlace ? EVALUATIONS.likely : EVALUATIONS.tentative;
		return Math.min(longest, EVALUATIONS[certainty]);
	}

	/**
	 * Shows other words about the shown phase, or a phase between it and the next one, while the
	 * next one is still held.
	 */
	#showMeanwhile({ story, place }: Meanwhile, shown: Story, nextPlace: number): Story {
		const isBetween = place > this.#shownPlace && place < nextPlace;
		const isNews = (isBetween || place === this.#shownPlace) && !this.#seen.has(story.headline);
		if (!isNews || this.#heldFor < EVALUATIONS.likely) return shown;
		const next = this.#next;
		this.#take(story, place);
		this.#next = next;
		return story;
	}

	#take(story: Story, place: number): Story {
		this.#shown = story;
		this.#shownPlace = place;
		this.#seen.add(story.headline);
		this.#next = undefined;
		return story;
	}
}
