import { formatCount } from '../format.ts';
import { describeInterval } from './phase.ts';
import { hasForgotten, isDiverging, type LearningPhase, type StoryFacts } from './story-facts.ts';

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
	switch (phase) {
		case 'plateau':
			return plateauHeadline(facts);
		case 'memorizing':
			return facts.isMemorized ? plateauHeadline(facts) : memorizingHeadline(facts);
		case 'circuit':
			return circuitHeadline(facts);
		case 'cleanup':
			return cleanupHeadline(facts);
	}
}

function memorizingHeadline(facts: StoryFacts): string {
	const { noun } = facts;
	return isDiverging(facts)
		? tense(
				facts,
				'It is not learning: its loss is far above that of a guess.',
				'It was not learning: its loss was far above that of a guess.'
			)
		: tense(
				facts,
				`It is learning by heart the ${noun} that it is shown.`,
				`It was learning its ${noun} by heart.`
			);
}

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
	const known = `the ${formatCount(trainExamples)} ${noun} it was shown${mirrorWords(asideAccuracy)}`;
	const rest = `${SHARES[shareOf(testAccuracy)]} of the others.`;
	return tense(facts, `It knows ${known}, and ${rest}`, `It knew ${known}, and ${rest}`);
}

/** The mirrored pairs that it knows too. They are not among the others of the sentence. */
function mirrorWords(accuracy = 0): string {
	if (accuracy >= KNOWN_FROM) return ' and their mirror images';
	return shareOf(accuracy) === 'few' ? '' : ' and some mirror images';
}

type Share = 'few' | 'some' | 'most';

/** A share of right answers, in words that stay the same for many evaluations. */
const SHARES: Readonly<Record<Share, string>> = Object.freeze({
	few: 'almost none',
	some: 'some',
	most: 'most'
});

function shareOf(accuracy: number): Share {
	if (accuracy >= 0.5) return 'most';
	return accuracy >= 0.1 ? 'some' : 'few';
}

function circuitHeadline(facts: StoryFacts): string {
	const share = shareOf(facts.testAccuracy);
	const others = `${SHARES[share]} of the ${facts.noun} it never saw`;
	const still = share === 'few' ? 'still ' : '';
	return tense(
		facts,
		`Inside, a general solution is growing; it ${still}answers ${others}.`,
		`Inside, a general solution was growing; it answered ${others}.`
	);
}

function cleanupHeadline(facts: StoryFacts): string {
	const { noun } = facts;
	const share = shareOf(facts.testAccuracy);
	// Where few answers are right, the loss alone shows that it does not guess.
	if (share === 'few') {
		return tense(
			facts,
			`It begins to understand: on ${noun} it never saw, its loss is below that of a guess.`,
			`It began to understand: on ${noun} it never saw, its loss was below that of a guess.`
		);
	}
	const others = `${SHARES[share]} of the ${noun} it never saw`;
	return tense(
		facts,
		`It begins to understand: it answers ${others}.`,
		`It began to understand: it answered ${others}.`
	);
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
