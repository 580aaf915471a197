import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor, specsOf } from '../../../config/schemas.ts';
import { losses } from '../../../engine/losses/index.ts';
import type { RunFacts } from '../../../worker/lab-api.ts';
import { numberText } from '../../state/config/param-text.ts';
import { formatCount, formatLoss, formatShare } from '../../state/format.ts';
import { judgedPart, testParts, type TestPart } from '../../state/run/test-parts.ts';
import type { SeriesLine } from './series-lines.ts';

/** The run whose lines are described. */
export interface LinesOf {
	/** Undefined before a run is loaded. */
	readonly facts: RunFacts | undefined;
	readonly config: RunConfig;
}

const SPLIT_CITE = 'Nanda et al. 2023, section 3';

const threshold = ({ config }: LinesOf, key: string): string => {
	const value = config.values[key];
	return typeof value === 'number' ? numberText(schemasFor(config)[key], value) : '?';
};

/** What the examples of the run are called. */
const nounOf = ({ config }: LinesOf): string => specsOf(config).task.noun;

/** Number of examples of a split, and its share of all. */
function examplesOf(of: LinesOf, split: 'train' | 'test'): string {
	const { facts } = of;
	const shown = split === 'train' ? 'shown' : 'never shown';
	if (facts === undefined) return `the ${nounOf(of)} that were ${shown}`;
	const { trainExamples, testExamples } = facts;
	const count = split === 'train' ? trainExamples : testExamples;
	const share = formatShare(count / (trainExamples + testExamples));
	return `the ${formatCount(count)} ${nounOf(of)} that were ${shown}, ${share} of all`;
}

const judgedOf = ({ facts }: LinesOf): TestPart | undefined => judgedPart(testParts(facts));

/** Which test group is judged. */
function onJudged(of: LinesOf, judged: TestPart): string {
	const aside = testParts(of.facts).filter(({ isJudged }) => !isJudged);
	const names = aside.map(({ label }) => label).join(' and ');
	return `${names.charAt(0).toUpperCase()}${names.slice(1)} ${nounOf(of)} are among them, so phases are judged on the ${judged.label} ${nounOf(of)} only.`;
}

const cleanupWords = (of: LinesOf): string =>
	`Cleanup begins when it falls below ${threshold(of, 'cleanup_loss_ratio')} × chance and stays there.`;

const grokkedWords = (of: LinesOf): string =>
	`Grokked is when it reaches ${threshold(of, 'grokked_accuracy')} and holds for ${threshold(of, 'hold_evaluations')} evaluations; lost, when it then stays below ${threshold(of, 'lost_accuracy')} for as many.`;

function lossWords(of: LinesOf, split: 'train' | 'test'): string {
	const { label, cite } = losses.get(of.config.loss);
	const judged = judgedOf(of);
	const how = split === 'train' ? 'what it was shown' : 'what it was never shown';
	const average = `How wrong its answers are on ${how}: lower is better. ${label}, averaged over ${examplesOf(of, split)}.`;
	const when =
		split === 'train'
			? 'Measured at every step, before its update.'
			: `Measured at the evaluated steps. ${judged === undefined ? cleanupWords(of) : onJudged(of, judged)}`;
	const cites = cite === 'Nanda et al. 2023' ? SPLIT_CITE : `${cite}; split: ${SPLIT_CITE}`;
	return `${average} ${when} In papers: ${split} loss (${cites}).`;
}

function accuracyWords(of: LinesOf, split: 'train' | 'test'): string {
	const judged = judgedOf(of);
	const how = split === 'train' ? 'what it was shown' : 'what it was never shown';
	const fraction = `How much of ${how} it answers right: share of ${examplesOf(of, split)}, for which the right answer has the largest output.`;
	const when =
		split === 'train'
			? `Measured at every step, before its update. Memorized is when it first reaches ${threshold(of, 'memorized_accuracy')}.`
			: `Measured at the evaluated steps. ${judged === undefined ? grokkedWords(of) : onJudged(of, judged)}`;
	return `${fraction} ${when} In papers: ${split} accuracy (${SPLIT_CITE}).`;
}

/** Definition of a line of a test group. */
function partWords(of: LinesOf, measure: 'accuracy' | 'loss', part: TestPart): string {
	const { definition, examples, isJudged, cite } = part;
	const which = definition.charAt(0).toLowerCase() + definition.slice(1);
	const judged = measure === 'accuracy' ? grokkedWords(of) : cleanupWords(of);
	const first =
		measure === 'accuracy'
			? `How many it answers right of the ${formatCount(examples)} ${which}`
			: `How wrong its answers are on the ${formatCount(examples)} ${which}`;
	return `${first}${isJudged ? ` ${judged}` : ''} (${cite})`;
}

/** Definition of a line of a split. Undefined for other lines, which probes define. */
export function splitDefinition(
	{ source, column }: Pick<SeriesLine, 'source' | 'column'>,
	of: LinesOf
): string | undefined {
	const line = `${source}.${column}`;
	switch (line) {
		case 'train.loss':
			return lossWords(of, 'train');
		case 'evaluations.test_loss':
			return lossWords(of, 'test');
		case 'train.accuracy':
			return accuracyWords(of, 'train');
		case 'evaluations.test_accuracy':
			return accuracyWords(of, 'test');
		default:
			return testParts(of.facts).flatMap((part) => {
				if (line === `evaluations.${part.lossColumn}`) return partWords(of, 'loss', part);
				return line === `evaluations.${part.accuracyColumn}` ? partWords(of, 'accuracy', part) : [];
			})[0];
	}
}

/** The dotted reference line in loss charts. */
export interface ReferenceLine {
	readonly value: number;
	/** Label in the chart. */
	readonly label: string;
	readonly term: string;
	readonly definition: string;
}

/** The chance level; undefined before a run is loaded. */
export function chanceLine(of: LinesOf): ReferenceLine | undefined {
	const { facts, config } = of;
	if (facts === undefined) return undefined;
	const { chanceRule, label, cite } = losses.get(config.loss);
	const judged = judgedOf(of);
	const value = formatLoss(facts.chanceLevel);
	const rule = chanceRule(formatCount(facts.outputs));
	return {
		value: facts.chanceLevel,
		label: `guessing, ${String(Number(facts.chanceLevel.toPrecision(3)))}`,
		term: 'chance',
		definition: `How wrong a guess is. ${label} of a guess that treats all ${formatCount(facts.outputs)} outputs alike: ${rule} = ${value}. Cleanup begins when the loss on the ${judged === undefined ? '' : `${judged.label} `}${nounOf(of)} never shown falls below ${threshold(of, 'cleanup_loss_ratio')} × this and stays there. (${cite})`
	};
}
