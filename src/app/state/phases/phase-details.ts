import { formatCount, formatPercentInWords } from '../format.ts';
import {
	hasForgotten,
	isDiverging,
	sentences,
	type LearningPhase,
	type StoryFacts
} from './story-facts.ts';

/** What to watch, or what the headline rests on. Its numbers may change with every evaluation. */
export function detailOf(facts: StoryFacts): string {
	const { phase, endedAt, past } = facts;
	if (past !== undefined) return accuracies(facts);
	switch (phase) {
		case 'before':
			return seenWords(facts);
		case 'grokked':
		case 'lost':
		case 'regained':
			return grokkingDetail(phase, facts);
		case 'memorizing':
		case 'plateau':
		case 'circuit':
		case 'cleanup':
			return endedAt === undefined ? learningDetail(phase, facts) : censoredDetail(phase, facts);
	}
}

function seenWords({ trainExamples, allExamples, noun }: StoryFacts): string {
	// Settings that cannot be used together have no examples.
	if (allExamples === 0) return '';
	return `It is shown ${formatCount(trainExamples)} of ${formatCount(allExamples)} ${noun} and learns them by heart. Later it may answer the others too: then it has grokked.`;
}

function learningDetail(phase: LearningPhase, facts: StoryFacts): string {
	const { noun, weightDecay } = facts;
	switch (phase) {
		case 'plateau':
			return plateauDetail(facts);
		case 'memorizing':
			if (facts.isMemorized) return plateauDetail(facts);
			return isDiverging(facts)
				? 'A learning rate that is too high can do that.'
				: 'It gets the others wrong, more and more confidently: their loss rises.';
		case 'circuit':
			return `With its key frequencies alone it does better than a guess, and it has begun to need them even for the ${noun} it was shown.`;
		case 'cleanup':
			return weightDecay > 0
				? 'The rule needs less weight than a list of answers, so weight decay is removing what was learned by heart.'
				: 'A general solution is replacing what was learned by heart.';
	}
}

function plateauDetail(facts: StoryFacts): string {
	if (hasForgotten(facts)) return 'Its loss has jumped. A high learning rate can do that.';
	if (facts.weightDecay <= 0) {
		return 'Without weight decay little favors another solution: it may stay here.';
	}
	const stuck = facts.testAccuracy < STUCK_BELOW ? 'It looks stuck.' : '';
	const growth = facts.hasKeyFrequencies
		? 'Some frequencies of the spectrum already stand out.'
		: 'Structure may grow long before the answers show it.';
	return sentences(
		stuck,
		'A list of answers needs large weights, which weight decay pulls to zero.',
		growth
	);
}

/** The share of the others that is right, below which nothing seems to change. */
const STUCK_BELOW = 0.1;

/** "pairs it never saw", of the judged test group. */
const judgedExamples = ({ judged, noun }: StoryFacts): string =>
	`the ${judged === undefined ? '' : `${judged} `}${noun} it never saw`;

/** "It answers 99.10 % of the pairs it never saw."; empty before anything is measured. */
const rightShare = (facts: StoryFacts): string =>
	Number.isNaN(facts.testAccuracy)
		? ''
		: `It answers ${formatPercentInWords(facts.testAccuracy)} of ${judgedExamples(facts)}.`;

function accuracies(facts: StoryFacts): string {
	if (Number.isNaN(facts.trainAccuracy)) return '';
	return `It answered ${formatPercentInWords(facts.trainAccuracy)} of the ${facts.noun} it was shown, and ${formatPercentInWords(facts.testAccuracy)} of ${judgedExamples(facts)}.`;
}

/** How much of what it was shown a run knows that ended before it grokked. */
function knownWords(facts: StoryFacts): string {
	const { noun, isMemorized } = facts;
	if (isDiverging(facts)) {
		return `It has learned nothing: its loss on the ${noun} it was shown is far above that of a guess.`;
	}
	if (!isMemorized) return `It has not learned all ${noun} it was shown.`;
	return hasForgotten(facts)
		? `It had learned by heart the ${noun} it was shown, and has forgotten many of them.`
		: `It has learned by heart the ${noun} it was shown.`;
}

/** Describes a run that ended before it grokked. */
function censoredDetail(phase: LearningPhase, facts: StoryFacts): string {
	const further = {
		memorizing: '',
		plateau: '',
		circuit: 'Its key frequencies alone do better than a guess.',
		cleanup: 'Its loss on them has fallen below that of a guess.'
	}[phase];
	return sentences(knownWords(facts), rightShare(facts), further);
}

function grokkingDetail(phase: 'grokked' | 'lost' | 'regained', facts: StoryFacts): string {
	const end =
		facts.endedAt === undefined ? '' : `It ends after ${formatCount(facts.endedAt)} steps.`;
	const right = rightShare(facts);
	if (phase === 'lost') {
		const cause = 'A high learning rate or strong weight decay can cause this.';
		return sentences(end, right, cause);
	}
	if (facts.isBelow) {
		return sentences(end, right, 'These are too few evaluations to call it lost.');
	}
	return facts.endedAt === undefined
		? sentences(spectrumWords(facts), 'It keeps training: watch what happens after.')
		: sentences(right, spectrumWords(facts));
}

/** What the spectrum shows of a run that has grokked. */
function spectrumWords({ hasKeyFrequencies, hasFrequencies, use }: StoryFacts): string {
	if (!hasFrequencies) return '';
	if (hasKeyFrequencies) return 'The spectrum shows the waves that it uses most.';
	// The number of used frequencies is measured on the logits.
	if (use === undefined) {
		return 'No frequency stands out in its embedding, so the spectrum does not show how.';
	}
	return use.isAll
		? `No frequency stands out in this network: it uses all ${formatCount(use.count)} of them.`
		: `No frequency stands out in its embedding; its logits use about ${formatCount(use.used)} of ${formatCount(use.count)}.`;
}
