import type { Phase } from './phase.ts';

/** What the story of a run depends on. */
export interface StoryFacts {
	readonly phase: Phase;
	/** Train pairs are right: nothing seems to happen until it generalizes. */
	readonly isMemorized: boolean;
	/** Some frequency holds enough of the power to be called a key frequency. */
	readonly hasKeyFrequencies: boolean;
	/** In force now. */
	readonly weightDecay: number;
	/** The budget is used up. */
	readonly isSettled: boolean;
	readonly hasFailed: boolean;
}

/** What is going on, in a sentence or two, for somebody who has never seen it. */
export function phaseStory(facts: StoryFacts): string {
	if (facts.hasFailed) {
		return 'The run has stopped. What went wrong, and the ways on, stand above the charts.';
	}
	switch (facts.phase) {
		case 'before':
			return 'Press Train. The network sees only part of the table; watch what it does on the pairs that it never sees.';
		case 'memorizing':
			if (facts.isMemorized) return plateauStory(facts);
			return 'It is learning its training pairs by heart. On the test pairs it only guesses, with growing confidence.';
		case 'plateau':
			return plateauStory(facts);
		case 'circuit':
			return 'Circuit formation: without its key frequencies it would already do worse on the train pairs. It relies on a general solution more and more, while the test loss does not show it yet.';
		case 'cleanup':
			return facts.weightDecay > 0
				? 'A general solution is forming, and weight decay is removing the memorized one: test loss falls below chance.'
				: 'A general solution is forming: test loss falls below chance.';
		case 'grokked':
			return grokkedStory(facts);
	}
}

function plateauStory({ weightDecay, hasKeyFrequencies }: StoryFacts): string {
	const memorized = 'Memorized: train pairs right, most test pairs wrong.';
	if (weightDecay <= 0) {
		return `${memorized} Without weight decay little pushes it towards another solution: it may stay here.`;
	}
	const growth = hasKeyFrequencies
		? 'structure grows underneath: some frequencies of the spectrum stand out.'
		: 'structure may grow underneath long before accuracy shows it.';
	return `${memorized} It looks stuck, but weight decay makes memorizing expensive, and ${growth}`;
}

function grokkedStory({ hasKeyFrequencies, isSettled }: StoryFacts): string {
	const spectrum = hasKeyFrequencies
		? 'The spectrum shows which frequencies its embedding uses most.'
		: 'No frequency stands out in its embedding, so the spectrum does not show how.';
	const end = isSettled ? 'The budget is used up.' : 'Nothing stops by itself at 100 %.';
	return `Grokked: it answers pairs that it never saw. ${spectrum} ${end}`;
}
