import type { Certainty } from './held-story.ts';
import type { Phase } from './phase.ts';
import type { StoryFacts } from './phase-stories.ts';

/** How certain it is that a headline stays right. */
export function certaintyOf({
	phase,
	isMemorized,
	isBelow
}: Pick<StoryFacts, 'phase' | 'isMemorized' | 'isBelow'>): Certainty {
	switch (phase) {
		case 'before':
		case 'lost':
		case 'regained':
			return 'certain';
		case 'memorizing':
			return isMemorized ? 'likely' : 'certain';
		case 'grokked':
			return isBelow ? 'likely' : 'certain';
		case 'plateau':
		case 'cleanup':
			return 'likely';
		// Key frequencies may come and go while mirrored pairs are learned.
		case 'circuit':
			return 'tentative';
	}
}

const PLACES: Readonly<Record<Phase, number>> = Object.freeze({
	before: 0,
	memorizing: 1,
	plateau: 2,
	circuit: 3,
	cleanup: 4,
	grokked: 5,
	lost: 6,
	regained: 6
});

/** The place of a phase in the order of phases; a memorized run is on the plateau. */
export const placeOf = ({
	phase,
	isMemorized
}: Pick<StoryFacts, 'phase' | 'isMemorized'>): number =>
	PLACES[phase === 'memorizing' && isMemorized ? 'plateau' : phase];
