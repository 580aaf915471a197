import { formatCount, formatPercent } from '../format.ts';
import type { FrequencyUse } from '../run/frequency-use.ts';
import type { Phase } from './phase.ts';

/** What the story of a run depends on. */
export interface StoryFacts {
	readonly phase: Phase;
	/** Train pairs are right: nothing seems to happen until it generalizes. */
	readonly isMemorized: boolean;
	/** Some frequency holds enough of the power to be called a key frequency. */
	readonly hasKeyFrequencies: boolean;
	/** How many frequencies its logits are made of; undefined where that is not measured. */
	readonly use: FrequencyUse | undefined;
	/** On the test pairs that count. NaN before it is measured. */
	readonly testAccuracy: number;
	/** The part of the test pairs that counts, by its label; undefined where all do. */
	readonly judged: string | undefined;
	/** The task has frequencies, so that a spectrum may show how it is solved. */
	readonly hasFrequencies: boolean;
	/**
	 * At the latest evaluations fewer test pairs are right than a run that has grokked may miss,
	 * too few to judge.
	 */
	readonly isBelow: boolean;
	/** In force now. */
	readonly weightDecay: number;
	/** Updates after which it ended, the budget used up; undefined while it goes on. */
	readonly endedAt: number | undefined;
	/** A step that the run has left behind is shown. */
	readonly isPast: boolean;
	readonly hasFailed: boolean;
}

/** What is going on, in a sentence or two, for a reader who has never seen it. */
export function phaseStory(facts: StoryFacts): string {
	if (facts.hasFailed) {
		return 'The run has stopped. What went wrong, and the ways on, stand above the charts.';
	}
	const { phase, endedAt } = facts;
	switch (phase) {
		case 'before':
			return facts.isPast
				? 'Nothing had been learned: with its initial weights the network only guessed.'
				: 'Press Train. The network sees only part of the table; watch what it does on the pairs that it never sees.';
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
	switch (phase) {
		case 'memorizing':
			if (facts.isMemorized) return plateauStory(facts);
			return 'It is learning its training pairs by heart. On the test pairs it only guesses, with growing confidence.';
		case 'plateau':
			return plateauStory(facts);
		case 'circuit':
			return 'Circuit formation: without its key frequencies it would already do worse on the train pairs, and these alone do better than a guess. It relies on a general solution more and more, while the test loss does not show it yet.';
		case 'cleanup':
			return facts.weightDecay > 0
				? 'A general solution is forming, and weight decay is removing the memorized one: test loss has fallen below chance.'
				: 'A general solution is forming: test loss has fallen below chance.';
	}
}

const testPairs = ({ judged }: StoryFacts): string =>
	judged === undefined ? 'test pairs' : `${judged} test pairs`;

function plateauStory(facts: StoryFacts): string {
	const { weightDecay, hasKeyFrequencies, testAccuracy } = facts;
	const share = testAccuracy >= 0.5 ? 'many' : 'most';
	const memorized = `Memorized: train pairs right, ${share} ${testPairs(facts)} wrong.`;
	if (weightDecay <= 0) {
		return `${memorized} Without weight decay little pushes it towards another solution: it may stay here.`;
	}
	const growth = hasKeyFrequencies
		? 'structure grows underneath: some frequencies of the spectrum stand out.'
		: 'structure may grow underneath long before accuracy shows it.';
	return `${memorized} It looks stuck, but weight decay makes memorizing expensive, and ${growth}`;
}

/**
 * Of a run that ended before it grokked: what it has come to, and that this does not say that it
 * never will.
 */
function censoredStory(
	phase: 'memorizing' | 'plateau' | 'circuit' | 'cleanup',
	facts: StoryFacts,
	endedAt: number
): string {
	const { testAccuracy, isMemorized } = facts;
	const right = Number.isNaN(testAccuracy)
		? ''
		: `, and ${formatPercent(testAccuracy)} of the ${testPairs(facts)} right`;
	const train = isMemorized ? 'its train pairs memorized' : 'its train pairs not all learned';
	const further = {
		memorizing: '',
		plateau: '',
		circuit: ' Its key frequencies alone do better than a guess, the test loss does not.',
		cleanup: ' Its test loss has fallen below chance.'
	}[phase];
	return `It has not grokked in ${formatCount(endedAt)} steps: it ends with ${train}${right}.${further} Whether it would later, these steps cannot show.`;
}

function grokkingStory(phase: 'grokked' | 'lost' | 'regained', facts: StoryFacts): string {
	const right = Number.isNaN(facts.testAccuracy)
		? ''
		: `, ${formatPercent(facts.testAccuracy)} of the ${testPairs(facts)} right`;
	// Numbers only where they stay: each new one would be read aloud.
	const shown = facts.endedAt === undefined ? '' : right;
	switch (phase) {
		case 'lost':
			return `Grokked, and lost again: it no longer answers the pairs that it never saw as it did${shown}. A high learning rate or strong weight decay can do that.`;
		case 'regained':
			return `Grokked again: it had lost it, and answers pairs that it never saw once more. ${spectrumWords(facts)}`.trim();
		case 'grokked':
			return facts.isBelow
				? `Grokked, but at its latest evaluations it answers fewer test pairs than it did${shown}: too few evaluations to say that it lost it.`
				: `Grokked: it answers pairs that it never saw. ${spectrumWords(facts)}`.trim();
	}
}

/**
 * What the spectrum shows of a run that has grokked: measured on its logits, not guessed from the
 * embedding.
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
	return phase === 'lost' || isPast ? [] : ['Nothing stops by itself at 100 %.'];
}
