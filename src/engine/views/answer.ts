import type { NumericArray } from '../core/tensor.ts';
import { classMeans } from '../mechanism/class-means.ts';
import { logitFit } from '../mechanism/cosine-fit.ts';
import { logitContributions } from '../mechanism/logit-contributions.ts';
import { rowLoss } from '../mechanism/row-loss.ts';
import { topAnswers } from '../mechanism/top-answers.ts';
import { gatherRows } from '../ops/rows/gather-rows.ts';
import { logitSquares, logitSums } from '../probes/common-tensors.ts';
import { meanTable } from '../probes/tables.ts';
import {
	defineView,
	type LinesPart,
	type TablePart,
	type ViewFact,
	type ViewRun
} from './define.ts';
import { percentOf } from './claim-words.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { elementOf } from '../mechanism/cyclic-structure.ts';
import { tokensOfElements } from './group-order.ts';
import { operandControls, pairIn, unseenOperands } from './pair-controls.ts';
import { refuseWithoutPairs } from './subjects.ts';

const SHOWN_ANSWERS = 5;
const NONE = new Float64Array(0);

/** Name of the input that holds the row to read in chunk i. */
const rowInput = (i: number): string => `row.${String(i)}`;

/**
 * Logits of one pair [outputs]. In a cyclic group also, over all pairs, the sums of logits for each
 * sum and the sums of squares for each class.
 */
async function readPair({ chunks, outputs, compute, shape }: ViewRun, pair: number) {
	const rows = chunks.map(([start, count]) =>
		Uint32Array.of(pair >= start && pair < start + count ? pair - start : 0)
	);
	const own = chunks.findIndex(([start, count]) => pair >= start && pair < start + count);
	const inputs = Object.fromEntries(rows.map((row, i) => [rowInput(i), row]));
	const names = shape.structure.kind === 'cyclic' ? ['rows', 'sums', 'squares'] : ['rows'];
	const values = await compute(names, inputs);
	const [logits = NONE, sums = NONE, squares = NONE] = values;
	return { logits: logits.slice(own * outputs, (own + 1) * outputs), sums, squares };
}

/**
 * The question as a formula: "12 + 31 mod 113", or "a = 12, b = 31" if the answer is no sum of the
 * operands themselves.
 */
function expressionOf({ shape: { structure } }: ViewRun, a: number, b: number): string {
	if (structure.kind !== 'cyclic' || structure.elements !== undefined) {
		return `a = ${String(a)}, b = ${String(b)}; answer`;
	}
	const {
		order,
		coefficients: [left, right]
	} = structure;
	const times = (coefficient: number, operand: number) => {
		const size = Math.abs(coefficient);
		return size === 1 ? String(operand) : `${String(size)} · ${String(operand)}`;
	};
	const first = `${left < 0 ? '−' : ''}${times(left, a)}`;
	return `${first} ${right < 0 ? '−' : '+'} ${times(right, b)} mod ${String(order)}`;
}

/** What the network says: the largest two logits, and whether the first is right. */
function verdictOf(run: ViewRun, logits: NumericArray, right: number, isShown: boolean): string {
	const isSoftmax = run.loss.kind === 'softmax';
	const [first = 'nothing', second = 'nothing'] = topAnswers(logits, 2).map(
		({ answer: token, probability }) =>
			nameOf(token, run.shape.classes) + (isSoftmax ? ` (${percentOf(probability)})` : '')
	);
	const isRight = topAnswers(logits, 1)[0]?.answer === right;
	const verdict = isRight ? 'Right' : `Wrong, it is ${String(right)}`;
	return `says ${first}, next ${second}. ${verdict}; ${isShown ? 'was shown' : 'was never shown'}.`;
}

/** Name of an output. Outputs after the answers are the “=” of models that have one. */
const nameOf = (token: number, classes: number): string => (token < classes ? String(token) : '=');

/**
 * The largest logits; with their softmax probabilities if the network was trained on cross-entropy.
 */
function answersTable(
	{ loss, shape: { classes } }: ViewRun,
	logits: NumericArray,
	answer: number,
	title: string
): TablePart {
	const isSoftmax = loss.kind === 'softmax';
	return {
		kind: 'table',
		title,
		columns: [
			{ label: 'Answer', unit: 'name' },
			{ label: isSoftmax ? 'Logit' : 'Output', unit: 'plain' },
			...(isSoftmax ? [{ label: 'Probability', unit: 'fraction' } as const] : [])
		],
		rows: topAnswers(logits, SHOWN_ANSWERS).map(({ answer: token, logit, probability }) => ({
			name: `${nameOf(token, classes)}${token === answer ? ' (right)' : ''}`,
			values: isSoftmax ? [logit, probability] : [logit]
		}))
	};
}

/** The cosines, their sum and the logits themselves, over the answers. */
function curvesOf(
	run: ViewRun,
	table: Float64Array,
	squares: NumericArray,
	logits: NumericArray,
	answer: number
): { readonly part: LinesPart; readonly explained: number } {
	const { keyFrequencies } = run;
	const group = groupOf(run);
	const { order } = group;
	const { terms, explained } = logitFit(table, squares, order, keyFrequencies);
	const right = elementOf(group)(answer);
	const waves = logitContributions(terms, order, right);
	const means = classMeans(table, order);
	const tokens = tokensOfElements(group);
	const lines = [
		...waves.terms.map(({ frequency, curve }) => ({
			label: `k = ${String(frequency)}`,
			values: curve
		})),
		...(keyFrequencies.length > 0 ? [{ label: 'sum of the cosines', values: waves.sum }] : []),
		{
			label: 'logits, means removed',
			values: means.map((mean, e) => (logits[tokens[e] ?? 0] ?? NaN) - mean)
		}
	];
	const part: LinesPart = {
		kind: 'lines',
		title: keyFrequencies.length > 0 ? 'How the cosines add up' : 'Logits over the answers',
		label: group.elements === undefined ? 'answer c' : 'exponent of the answer c',
		valueLabel: 'logit',
		lines,
		terms: waves.terms.length,
		marked: right
	};
	return { part, explained };
}

/**
 * One pair: the network's answer, and the cosines that add up to its logits (Nanda et al. 2023,
 * section 4).
 */
export const answer = defineView({
	id: 'answer',
	place: 2,
	label: 'One answer',
	cite: 'Nanda et al. 2023, section 3, figure 1',
	explanation:
		'The largest logits for one pair (a, b). Where the task has frequencies, a network may compute with a few of them and add one cosine over the answers c for each. All cosines are largest at the right answer, so there they add up; elsewhere they mostly cancel. The number beside the chart says how much of this network’s logits such cosines explain.',
	definition:
		'Logits of the pair. The cosines are alpha_k cos(w_k (s − c)), where s is the right answer and alpha_k comes from least squares over all pairs and answers after removing the mean of each answer.',
	controls: operandControls,
	defaults: unseenOperands,
	refuse: refuseWithoutPairs,
	build(context) {
		const { graph, chunks, input, output, shape } = context;
		const rows = chunks.map(({ logits }, i) =>
			graph.one(gatherRows, [logits, input(rowInput(i), [1], 'u32')], {})
		);
		output('rows', ...rows);
		if (shape.structure.kind !== 'cyclic') return;
		output('sums', logitSums(context));
		output('squares', logitSquares(context));
	},
	async compute(run) {
		const { shape, loss, isTrain, outputs } = run;
		const { a, b, pair, right } = pairIn(run);
		const { logits, sums, squares } = await readPair(run, pair);
		const curves =
			shape.structure.kind === 'cyclic'
				? curvesOf(run, meanTable(sums, run), squares, logits, right)
				: undefined;
		const shown = isTrain[pair] === 1 ? 'shown' : 'never shown';
		const title = `Largest for (${String(a)}, ${String(b)}), a pair ${shown}`;
		const facts: ViewFact[] = [
			{ label: 'Right answer', value: right, unit: 'plain' },
			{
				label: 'Loss of this pair',
				value: rowLoss(logits, 0, outputs, right, loss.kind).loss,
				unit: 'loss'
			}
		];
		if (curves !== undefined && run.keyFrequencies.length > 0) {
			facts.push({
				label: 'Logits explained by the cosines',
				value: curves.explained,
				unit: 'fraction',
				definition: `R² over all ${String(shape.examples)} pairs and all answers, after removing the mean of each answer.`
			});
		}
		return {
			facts,
			parts: [
				answersTable(run, logits, right, title),
				...(curves === undefined ? [] : [curves.part])
			],
			summary: `${expressionOf(run, a, b)}: ${verdictOf(run, logits, right, isTrain[pair] === 1)}`
		};
	}
});
