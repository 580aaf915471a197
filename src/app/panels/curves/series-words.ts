import type { RunConfig } from '../../../config/run-config.ts';
import type { LossSpec } from '../../../engine/losses/define.ts';
import { losses } from '../../../engine/losses/index.ts';
import type { RunFacts } from '../../../worker/lab-api.ts';
import { formatCount, formatLoss, formatNumber } from '../../state/format.ts';
import { judgedPart, ofExamples, testParts, type TestPart } from '../../state/run/test-parts.ts';
import type { SeriesLine } from './series-lines.ts';

/** The run whose lines they are, with the thresholds in force. */
export interface LinesOf {
	/** Undefined before anything is loaded. */
	readonly facts: RunFacts | undefined;
	readonly config: RunConfig;
}

const SPLIT_CITE = 'Nanda et al. 2023, section 3';

/** The loss of a guess that knows nothing, as a formula. */
const CHANCE_RULES: Readonly<Record<LossSpec['kind'], (outputs: string) => string>> = Object.freeze(
	{
		softmax: (outputs) => `ln ${outputs}`,
		squares: (outputs) => `(1 / ${outputs}) (1 − 1 / ${outputs})`
	}
);

const threshold = ({ config }: LinesOf, key: string): string => {
	const value = config.values[key];
	return typeof value === 'number' ? formatNumber(value) : '?';
};

/** How many pairs, and which share of all. */
function pairs({ facts }: LinesOf, split: 'train' | 'test'): string {
	if (facts === undefined) return `the ${split} pairs`;
	const { trainPairs, testPairs } = facts;
	const count = split === 'train' ? trainPairs : testPairs;
	const share = `${((100 * count) / (trainPairs + testPairs)).toFixed(0)} %`;
	return `the ${formatCount(count)} ${split} pairs, ${share} of all`;
}

const judgedOf = ({ facts }: LinesOf): TestPart | undefined => judgedPart(testParts(facts));

/** Which examples count where not all test examples do. */
function onJudged({ facts }: LinesOf, judged: TestPart): string {
	const aside = testParts(facts).filter(({ isJudged }) => !isJudged);
	const names = aside.map(({ label }) => label).join(' and ');
	return `${names.charAt(0).toUpperCase()}${names.slice(1)} pairs are among them, so that phases are judged on the ${judged.label} ones alone.`;
}

const cleanupWords = (of: LinesOf): string =>
	`Cleanup begins when it falls for good below ${threshold(of, 'cleanup_loss_ratio')} × chance.`;

const grokkedWords = (of: LinesOf): string =>
	`Grokked is when it reaches ${threshold(of, 'grokked_accuracy')} and holds for ${threshold(of, 'hold_evaluations')} evaluations; lost, when it then lies below ${threshold(of, 'lost_accuracy')} for as many.`;

function lossWords(of: LinesOf, split: 'train' | 'test'): string {
	const { label, cite } = losses.get(of.config.loss);
	const judged = judgedOf(of);
	const average = `${label}, averaged over ${pairs(of, split)}.`;
	const when =
		split === 'train'
			? 'The network learns from these alone; it is measured at every step, before its update.'
			: `The network never learns from these; it is measured at the evaluated steps. ${judged === undefined ? cleanupWords(of) : onJudged(of, judged)}`;
	const cites = cite === 'Nanda et al. 2023' ? SPLIT_CITE : `${cite}; split: ${SPLIT_CITE}`;
	return `${average} ${when} (${cites})`;
}

function accuracyWords(of: LinesOf, split: 'train' | 'test'): string {
	const judged = judgedOf(of);
	const fraction = `Fraction of ${pairs(of, split)}, whose right answer has the largest output.`;
	const when =
		split === 'train'
			? `It is measured at every step, before its update. Memorized is when it first reaches ${threshold(of, 'memorized_accuracy')}.`
			: `It is measured at the evaluated steps. ${judged === undefined ? grokkedWords(of) : onJudged(of, judged)}`;
	return `${fraction} ${when} (${SPLIT_CITE})`;
}

/** Of which test examples a line over a part of them is. */
function partWords(of: LinesOf, measure: 'accuracy' | 'loss', part: TestPart): string {
	const { definition, examples, isJudged, cite } = part;
	const which = definition.charAt(0).toLowerCase() + definition.slice(1);
	const judged = measure === 'accuracy' ? grokkedWords(of) : cleanupWords(of);
	return `Test ${measure} on the ${formatCount(examples)} ${which}${isJudged ? ` ${judged}` : ''} (${cite})`;
}

/**
 * What a line over a split is, by which rule, from which paper. Undefined for other lines, which
 * probes define.
 */
export function splitDefinition(
	{ source, column }: Pick<SeriesLine, 'source' | 'column'>,
	of: LinesOf
): string | undefined {
	const words = wordsOfSplit(`${source}.${column}`, of);
	return words === undefined ? undefined : ofExamples(words, of.facts);
}

function wordsOfSplit(line: string, of: LinesOf): string | undefined {
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

/** The dotted line across loss charts. */
export interface ReferenceLine {
	readonly value: number;
	/** In the chart. */
	readonly label: string;
	readonly term: string;
	readonly definition: string;
}

/** The loss of a uniform guess; undefined before anything is loaded. */
export function chanceLine(of: LinesOf): ReferenceLine | undefined {
	const { facts, config } = of;
	if (facts === undefined) return undefined;
	const { kind, label, cite } = losses.get(config.loss);
	const judged = judgedOf(of);
	const value = formatLoss(facts.chanceLevel);
	const rule = CHANCE_RULES[kind](formatCount(facts.outputs));
	return {
		value: facts.chanceLevel,
		label: `chance ${value}`,
		term: 'chance',
		definition: `${label} of a guess that treats all ${formatCount(facts.outputs)} outputs alike: ${rule} = ${value}. Cleanup begins when test loss${judged === undefined ? '' : `, on the ${judged.label} pairs,`} falls for good below ${threshold(of, 'cleanup_loss_ratio')} × this. (${cite})`
	};
}
