import type { PhaseMarkers } from '../../../engine/core/telemetry.ts';
import { formatCount, formatPercentInWords } from '../format.ts';
import type { FrequencyUse } from '../run/frequency-use.ts';
import { describeInterval, type Phase } from './phase.ts';

/** What the texts about a run depend on. */
export interface StoryFacts {
	readonly phase: Phase;
	/** What the examples are called. */
	readonly noun: string;
	/** An example with its answer, if the task has one to show. */
	readonly example: string | undefined;
	readonly trainExamples: number;
	readonly allExamples: number;
	/** The train examples are answered correctly. */
	readonly isMemorized: boolean;
	/** On all train examples. NaN before it is measured. */
	readonly trainAccuracy: number;
	/** Test accuracy on the judged test group. NaN before it is measured. */
	readonly testAccuracy: number;
	/**
	 * On the test examples that are not judged, such as the mirrored pairs; undefined if all test
	 * examples are judged.
	 */
	readonly asideAccuracy: number | undefined;
	/** Label of the judged test group; undefined if all test examples are judged. */
	readonly judged: string | undefined;
	/** There is at least one key frequency. */
	readonly hasKeyFrequencies: boolean;
	/** How many frequencies the logits use; undefined if not measured. */
	readonly use: FrequencyUse | undefined;
	/** The task has a spectrum. */
	readonly hasFrequencies: boolean;
	/**
	 * At the latest evaluations test accuracy was below the threshold of "lost", for too few
	 * evaluations to count.
	 */
	readonly isBelow: boolean;
	/** The largest of the optimizer's decays. */
	readonly weightDecay: number;
	/** When the run grokked, lost it and regained it, up to the shown step. */
	readonly markers: Pick<PhaseMarkers, 'grokked' | 'losses'>;
	/** Steps after which the run ended; undefined while it may continue. */
	readonly endedAt: number | undefined;
	/** The shown step, if it is earlier than the newest. */
	readonly past: number | undefined;
}

type LearningPhase = 'memorizing' | 'plateau' | 'circuit' | 'cleanup';

/**
 * The run in one sentence, for a reader who has never seen grokking. While it trains the sentence
 * holds no number that changes: a screen reader would read every new one.
 */
export function headlineOf(facts: StoryFacts): string {
	const { phase, endedAt, example } = facts;
	switch (phase) {
		case 'before':
			if (facts.past !== undefined) return 'It had learned nothing: it guessed.';
			return `A small network learns a rule from examples${example === undefined ? '' : ` such as ${example}`}.`;
		case 'grokked':
		case 'lost':
		case 'regained':
			return grokkingHeadline(phase, facts);
		case 'memorizing':
		case 'plateau':
		case 'circuit':
		case 'cleanup':
			return endedAt === undefined
				? learningHeadline(phase, facts)
				: `It has not grokked in ${formatCount(endedAt)} steps.`;
	}
}

/** In the present tense, or of an earlier step in the past tense; the page adds its number. */
const tense = ({ past }: StoryFacts, now: string, then: string): string =>
	past === undefined ? now : then;

function learningHeadline(phase: LearningPhase, facts: StoryFacts): string {
	const { noun } = facts;
	switch (phase) {
		case 'plateau':
			return plateauHeadline(facts);
		case 'memorizing':
			if (facts.isMemorized) return plateauHeadline(facts);
			return tense(
				facts,
				`It is learning by heart the ${noun} that it is shown.`,
				`It was learning its ${noun} by heart.`
			);
		case 'circuit':
			return tense(
				facts,
				'Inside, a general solution is growing; the test loss does not show it yet.',
				'A general solution was growing inside; the test loss did not show it.'
			);
		case 'cleanup':
			return tense(
				facts,
				`It begins to understand: on ${noun} it never saw, it does better than a guess.`,
				`It began to understand: on ${noun} it never saw, it did better than a guess.`
			);
	}
}

/** Below this share of right train examples a network has forgotten some that it had memorized. */
const FORGOTTEN_BELOW = 0.9;

const hasForgotten = ({ trainAccuracy }: StoryFacts): boolean => trainAccuracy < FORGOTTEN_BELOW;

/** From this accuracy on, mirrored pairs count as known. */
const KNOWN_FROM = 0.8;

function plateauHeadline(facts: StoryFacts): string {
	const { noun, trainExamples, testAccuracy, asideAccuracy } = facts;
	if (hasForgotten(facts)) {
		return tense(
			facts,
			`It had learned its ${noun} by heart, and gets many of them wrong again.`,
			`It had forgotten many of the ${noun} it had learned by heart.`
		);
	}
	const knowsMirrors = asideAccuracy !== undefined && asideAccuracy >= KNOWN_FROM;
	const mirrors = knowsMirrors ? ' and their mirror images' : '';
	const known = `the ${formatCount(trainExamples)} ${noun} it was shown${mirrors}`;
	const others = knowsMirrors ? testAccuracy : Math.max(testAccuracy, asideAccuracy ?? 0);
	const rest = `${shareWords(others)} of the others.`;
	return tense(facts, `It knows ${known}, and ${rest}`, `It knew ${known}, and ${rest}`);
}

function shareWords(share: number): string {
	if (share >= 0.5) return 'many';
	return share >= 0.1 ? 'few' : 'almost none';
}

function grokkingHeadline(phase: 'grokked' | 'lost' | 'regained', facts: StoryFacts): string {
	const { noun, markers, isBelow, endedAt } = facts;
	if (phase === 'grokked') {
		if (endedAt !== undefined && !isBelow) {
			return `It understands: after ${formatCount(endedAt)} steps it answers ${noun} that it never saw.`;
		}
		return isBelow
			? `It understood, and now gets more of the ${noun} it never saw wrong.`
			: tense(
					facts,
					`It understands: it answers ${noun} that it never saw.`,
					`It understood: it answered ${noun} that it never saw.`
				);
	}
	const { grokked } = markers;
	const latest = markers.losses.at(-1);
	const events = [
		grokked && `Grokked at ${describeInterval(grokked)}`,
		latest && `lost at ${describeInterval(latest.lost)}`,
		latest?.regained && `grokked again at ${describeInterval(latest.regained)}`
	];
	return `${events.filter((event) => event !== undefined).join(', ')}.`;
}

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
	return `It sees ${formatCount(trainExamples)} of ${formatCount(allExamples)} ${noun} and learns them by heart; later it may answer the others too: it groks.`;
}

function learningDetail(phase: LearningPhase, facts: StoryFacts): string {
	const { noun, weightDecay } = facts;
	switch (phase) {
		case 'plateau':
			return plateauDetail(facts);
		case 'memorizing':
			if (facts.isMemorized) return plateauDetail(facts);
			return 'On the others it only guesses, with growing confidence: test loss rises.';
		case 'circuit':
			return `Without its key frequencies it would do worse even on the ${noun} it was shown; with these alone it does better than a guess.`;
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
	const growth = facts.hasKeyFrequencies
		? 'structure is growing: some frequencies of the spectrum stand out.'
		: 'structure may grow long before the answers show it.';
	return `It looks stuck, but weight decay makes a list of answers expensive, and ${growth}`;
}

const judgedExamples = ({ judged, noun }: StoryFacts): string =>
	judged === undefined ? `test ${noun}` : `${judged} test ${noun}`;

/** "99.10 % of the test pairs are right."; empty before anything is measured. */
const rightShare = (facts: StoryFacts): string =>
	Number.isNaN(facts.testAccuracy)
		? ''
		: `${formatPercentInWords(facts.testAccuracy)} of the ${judgedExamples(facts)} are right.`;

function accuracies(facts: StoryFacts): string {
	if (Number.isNaN(facts.trainAccuracy)) return '';
	return `${formatPercentInWords(facts.trainAccuracy)} of the train ${facts.noun} were right, and ${formatPercentInWords(facts.testAccuracy)} of the ${judgedExamples(facts)}.`;
}

/** Describes a run that ended before it grokked. */
function censoredDetail(phase: LearningPhase, facts: StoryFacts): string {
	const own = `its train ${facts.noun}`;
	const memorized = hasForgotten(facts)
		? `${own} memorized and partly forgotten again`
		: `${own} memorized`;
	const train = facts.isMemorized ? memorized : `${own} not all learned`;
	const further = {
		memorizing: '',
		plateau: '',
		circuit: 'Its key frequencies alone do better than a guess, the test loss does not.',
		cleanup: 'Its test loss has fallen below chance.'
	}[phase];
	return sentences(`It ends with ${train}.`, rightShare(facts), further);
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
		? sentences(spectrumWords(facts), 'Watch what happens as training goes on.')
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

/** Joins sentences, without empty ones. */
export const sentences = (...all: readonly string[]): string =>
	all.filter((sentence) => sentence !== '').join(' ');
