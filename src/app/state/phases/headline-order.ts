import type { Certainty } from './held-story.ts';
import type { Phase } from './phase.ts';
import { isDiverging, type StoryFacts } from './story-facts.ts';

/** How certain it is that a headline stays right. */
export function certaintyOf(
	facts: Pick<StoryFacts, 'phase' | 'isMemorized' | 'isBelow' | 'trainLoss' | 'chance'>
): Certainty {
	const { phase, isMemorized, isBelow } = facts;
	switch (phase) {
		case 'before':
		case 'lost':
		case 'regained':
			return 'certain';
		case 'memorizing':
			return isMemorized || isDiverging(facts) ? 'likely' : 'certain';
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

/**
 * The phase whose story is also true of a run until its circuit has lasted; undefined for other
 * runs.
 */
export const otherPhaseOf = ({
	phase,
	isMemorized
}: Pick<StoryFacts, 'phase' | 'isMemorized'>): 'plateau' | undefined =>
	phase === 'circuit' && isMemorized ? 'plateau' : undefined;

/** The place of a phase in the order of phases; a memorized run is on the plateau. */
export const placeOf = ({
	phase,
	isMemorized
}: Pick<StoryFacts, 'phase' | 'isMemorized'>): number =>
	PLACES[phase === 'memorizing' && isMemorized ? 'plateau' : phase];
