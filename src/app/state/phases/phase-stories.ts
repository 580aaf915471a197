import { formatCount, formatPercent } from '../format.ts';
import type { FrequencyUse } from '../run/frequency-use.ts';
import type { Phase } from './phase.ts';

/** What the text about a run depends on. */
export interface StoryFacts {
	readonly phase: Phase;
	/** What the examples are called. */
	readonly noun: string;
	/** The train examples are answered correctly. */
	readonly isMemorized: boolean;
	/** On all train examples. NaN before it is measured. */
	readonly trainAccuracy: number;
	/** There is at least one key frequency. */
	readonly hasKeyFrequencies: boolean;
	/** How many frequencies the logits use; undefined if not measured. */
	readonly use: FrequencyUse | undefined;
	/** Test accuracy on the judged test group. NaN before it is measured. */
	readonly testAccuracy: number;
	/** Label of the judged test group; undefined if all test examples are judged. */
	readonly judged: string | undefined;
	/** The task has a spectrum. */
	readonly hasFrequencies: boolean;
	/**
	 * At the latest evaluations test accuracy was below the threshold of "lost", for too few
	 * evaluations to count.
	 */
	readonly isBelow: boolean;
	/** The largest of the optimizer's decays. */
	readonly weightDecay: number;
	/** Steps after which the run ended; undefined while it may continue. */
	readonly endedAt: number | undefined;
	/** An earlier step than the newest is shown. */
	readonly isPast: boolean;
	readonly hasFailed: boolean;
}

/** Describes the run in one or two sentences, for a reader who has never seen grokking. */
export function phaseStory(facts: StoryFacts): string {
	if (facts.hasFailed) {
		return 'The run has stopped. The panel above the charts says what went wrong and what you can do.';
	}
	const { phase, endedAt } = facts;
	switch (phase) {
		case 'before':
			return facts.isPast
				? 'Nothing had been learned: with its initial weights the network only guessed.'
				: `Press Train. The network sees only some of the ${facts.noun}; watch what it does with those that it never sees.`;
		case 'grokked':
		case 'lost':
		case 'regained':
			return [grokkingStory(phase, facts), ...ending(facts)].join(' ');
		case 'memorizing':
		case 'plateau':
		case 'circuit':
		case 'cleanup':
			return endedAt === undefined
				? learningStory(phase, facts)
				: censoredStory(phase, facts, endedAt);
	}
}

function learningStory(
	phase: 'memorizing' | 'plateau' | 'circuit' | 'cleanup',
	facts: StoryFacts
): string {
	const { noun } = facts;
	switch (phase) {
		case 'memorizing':
			if (facts.isMemorized) return plateauStory(facts);
			return `It is learning its train ${noun} by heart. On the test ${noun} it only guesses, with growing confidence.`;
		case 'plateau':
			return plateauStory(facts);
		case 'circuit':
			return `Circuit formation: the network would already do worse on the train ${noun} without its key frequencies, and with these alone it does better than a guess. It relies more and more on a general solution, which the test loss does not show yet.`;
		case 'cleanup':
			return facts.weightDecay > 0
				? 'A general solution is forming, and weight decay is removing the memorized one: test loss has fallen below chance.'
				: 'A general solution is forming: test loss has fallen below chance.';
	}
}

const judgedExamples = ({ judged, noun }: StoryFacts): string =>
	judged === undefined ? `test ${noun}` : `${judged} test ${noun}`;

/** Below this share of right train examples a network has forgotten some that it had memorized. */
const FORGOTTEN_BELOW = 0.9;

const hasForgotten = ({ trainAccuracy }: StoryFacts): boolean => trainAccuracy < FORGOTTEN_BELOW;

function plateauStory(facts: StoryFacts): string {
	const { weightDecay, hasKeyFrequencies, testAccuracy, noun } = facts;
	if (hasForgotten(facts)) {
		return `It had memorized its train ${noun} and now gets many of them wrong again: its loss has jumped. A high learning rate can do that.`;
	}
	const share = testAccuracy >= 0.5 ? 'many' : 'most';
	const memorized = `Memorized: train ${noun} right, ${share} ${judgedExamples(facts)} wrong.`;
	if (weightDecay <= 0) {
		return `${memorized} Without weight decay little favours another solution: it may stay here.`;
	}
	const growth = hasKeyFrequencies
		? 'structure is growing: some frequencies of the spectrum stand out.'
		: 'structure may grow long before accuracy shows it.';
	return `${memorized} It looks stuck, but weight decay makes memorizing expensive, and ${growth}`;
}

/** Describes a run that ended before it grokked, and says that it might have grokked later. */
function censoredStory(
	phase: 'memorizing' | 'plateau' | 'circuit' | 'cleanup',
	facts: StoryFacts,
	endedAt: number
): string {
	const { testAccuracy, isMemorized } = facts;
	const own = `its train ${facts.noun}`;
	const right = Number.isNaN(testAccuracy)
		? ''
		: `, and ${formatPercent(testAccuracy)} of the ${judgedExamples(facts)} right`;
	const memorized = hasForgotten(facts)
		? `${own} memorized and partly forgotten again`
		: `${own} memorized`;
	const train = isMemorized ? memorized : `${own} not all learned`;
	const further = {
		memorizing: '',
		plateau: '',
		circuit: ' Its key frequencies alone do better than a guess, the test loss does not.',
		cleanup: ' Its test loss has fallen below chance.'
	}[phase];
	return `It has not grokked in ${formatCount(endedAt)} steps: it ends with ${train}${right}.${further} It might have grokked later.`;
}

function grokkingStory(phase: 'grokked' | 'lost' | 'regained', facts: StoryFacts): string {
	const right = Number.isNaN(facts.testAccuracy)
		? ''
		: `, ${formatPercent(facts.testAccuracy)} of the ${judgedExamples(facts)} right`;
	const { noun } = facts;
	// While the run trains, numbers are left out: a screen reader would read every new one.
	const shown = facts.endedAt === undefined ? '' : right;
	switch (phase) {
		case 'lost':
			return `Grokked, and lost again: it no longer answers the unseen ${noun} as well as before${shown}. A high learning rate or strong weight decay can cause this.`;
		case 'regained':
			return `Grokked again: after losing it, the network answers unseen ${noun} once more. ${spectrumWords(facts)}`.trim();
		case 'grokked':
			return facts.isBelow
				? `Grokked, but at the latest evaluations it answers fewer test ${noun} than before${shown}. These are too few evaluations to call it lost.`
				: `Grokked: it answers ${noun} that it never saw. ${spectrumWords(facts)}`.trim();
	}
}

/**
 * What the spectrum shows of a run that has grokked. The number of used frequencies is measured on
 * the logits.
 */
function spectrumWords({ hasKeyFrequencies, hasFrequencies, use }: StoryFacts): string {
	if (!hasFrequencies) return '';
	if (hasKeyFrequencies) return 'The spectrum shows which frequencies its embedding uses most.';
	if (use === undefined) {
		return 'No frequency stands out in its embedding, so the spectrum does not show how.';
	}
	return use.isAll
		? `No frequency stands out in this network: it uses all ${formatCount(use.count)} of them.`
		: `No frequency stands out in its embedding; its logits use about ${formatCount(use.used)} of ${formatCount(use.count)}.`;
}

function ending({ phase, endedAt, isPast }: StoryFacts): readonly string[] {
	if (endedAt !== undefined) return ['The budget is used up.'];
	return phase === 'lost' || isPast ? [] : ['Training does not stop by itself at 100 %.'];
}
