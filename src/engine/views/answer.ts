import { int } from '../core/param-schema.ts';
import type { NumericArray } from '../core/tensor.ts';
import { classMeans } from '../mechanism/class-means.ts';
import { logitFit } from '../mechanism/cosine-fit.ts';
import { residueOf, type CyclicStructure } from '../mechanism/cyclic-structure.ts';
import { logitContributions } from '../mechanism/logit-contributions.ts';
import { rowLoss } from '../mechanism/row-loss.ts';
import { topAnswers } from '../mechanism/top-answers.ts';
import { gatherRows } from '../ops/gather-rows.ts';
import { logitSquares, logitSums } from '../probes/recordings.ts';
import { meanTable } from '../probes/tables.ts';
import { numberControl } from './control-values.ts';
import {
	defineView,
	type LinesPart,
	type TablePart,
	type ViewFact,
	type ViewRun
} from './define.ts';
import { groupOf, refuseWithoutFrequencies } from './subjects.ts';

const SHOWN_ANSWERS = 5;
const NONE = new Float64Array(0);

/** Name of the input with the row that is read in part i. */
const rowInput = (i: number): string => `row.${String(i)}`;

/** The pair asked for, and its answer. */
function pairOf(run: ViewRun) {
	const order = run.sizes.residues;
	const [a, b] = [numberControl(run.controls, 'a'), numberControl(run.controls, 'b')];
	const [left, right] = groupOf(run).coefficients;
	return { a, b, pair: a * order + b, right: residueOf(left * a + right * b, order) };
}

/** Logits of one pair [outputs], and over all pairs their sums per class of the sum and their squares per class. */
async function readPair({ parts, outputs, compute }: ViewRun, pair: number) {
	const rows = parts.map(([start, count]) =>
		Uint32Array.of(pair >= start && pair < start + count ? pair - start : 0)
	);
	const own = parts.findIndex(([start, count]) => pair >= start && pair < start + count);
	const inputs = Object.fromEntries(rows.map((row, i) => [rowInput(i), row]));
	const values = await compute(['rows', 'sums', 'squares'], inputs);
	const [logits = NONE, sums = NONE, squares = NONE] = values;
	return { logits: logits.slice(own * outputs, (own + 1) * outputs), sums, squares };
}

/** What is asked, in signs: "12 + 31 mod 113". */
function expressionOf({ order, coefficients }: CyclicStructure, a: number, b: number): string {
	const [left, right] = coefficients;
	const times = (coefficient: number, operand: number) => {
		const size = Math.abs(coefficient);
		return size === 1 ? String(operand) : `${String(size)} · ${String(operand)}`;
	};
	const first = `${left < 0 ? '−' : ''}${times(left, a)}`;
	return `${first} ${right < 0 ? '−' : '+'} ${times(right, b)} mod ${String(order)}`;
}

/** How an output is called: those beyond the answers are the “=” of the models that have one. */
const nameOf = (token: number, residues: number): string =>
	token < residues ? String(token) : '=';

/** The largest logits; with what the softmax makes of them where the network was trained on it. */
function answersTable(
	{ loss, sizes: { residues } }: ViewRun,
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
			name: `${nameOf(token, residues)}${token === answer ? ' (right)' : ''}`,
			values: isSoftmax ? [logit, probability] : [logit]
		}))
	};
}

/** The cosines, their sum and the logits themselves, over the answers. */
function curvesOf(
	{ sizes: { residues }, keyFrequencies }: ViewRun,
	table: Float64Array,
	squares: NumericArray,
	logits: NumericArray,
	answer: number
): { readonly part: LinesPart; readonly explained: number } {
	const { terms, explained } = logitFit(table, squares, residues, keyFrequencies);
	const waves = logitContributions(terms, residues, answer);
	const means = classMeans(table, residues);
	const lines = [
		...waves.terms.map(({ frequency, curve }) => ({
			label: `k = ${String(frequency)}`,
			values: curve
		})),
		...(keyFrequencies.length > 0 ? [{ label: 'sum of the cosines', values: waves.sum }] : []),
		{
			label: 'logits, means removed',
			values: means.map((mean, c) => (logits[c] ?? NaN) - mean)
		}
	];
	const part: LinesPart = {
		kind: 'lines',
		title: 'How the cosines add up',
		label: 'answer c',
		valueLabel: 'logit',
		lines,
		marked: answer
	};
	return { part, explained };
}

/** One pair: what the network answers, and how cosines add up to it (Nanda et al. 2023, section 4). */
export const answer = defineView({
	id: 'answer',
	place: 2,
	label: 'One answer',
	cite: 'Nanda et al. 2023, section 3, figure 1',
	explanation:
		'A network that computes with a few key frequencies gives each answer c, for each of them, the value of a cosine that is largest at the right one: there they add up, everywhere else they mostly cancel. How much of this network’s logits such cosines explain is measured beside the picture.',
	definition:
		'Logits of the pair. The cosines are alpha_k cos(w_k (s − c)) with s the right answer and alpha_k by least squares over all pairs and answers, means per answer removed.',
	controls: ({ sizes }) =>
		Object.fromEntries(
			['a', 'b'].map((key) => [
				key,
				int({
					label: key,
					applies: 'analysis',
					min: 0,
					max: sizes.residues - 1,
					default: Math.min(key === 'a' ? 3 : 5, sizes.residues - 1)
				})
			])
		),
	refuse: refuseWithoutFrequencies,
	record(context) {
		const { recorder, pairs, input, output } = context;
		const rows = pairs.map(({ logits }, i) =>
			recorder.one(gatherRows, [logits, input(rowInput(i), [1], 'u32')], {})
		);
		output('rows', ...rows);
		output('sums', logitSums(context));
		output('squares', logitSquares(context));
	},
	async compute(run) {
		const { sizes, loss, isTrain, outputs } = run;
		const { a, b, pair, right } = pairOf(run);
		const { logits, sums, squares } = await readPair(run, pair);
		const table = meanTable(sums, run);
		const { part, explained } = curvesOf(run, table, squares, logits, right);
		const split = isTrain[pair] === 1 ? 'train' : 'test';
		const title = `Largest for (${String(a)}, ${String(b)}), a ${split} pair`;
		const facts: ViewFact[] = [
			{ label: 'Right answer', value: right, unit: 'plain' },
			{
				label: 'Loss of this pair',
				value: rowLoss(logits, 0, outputs, right, loss.kind).loss,
				unit: 'loss'
			}
		];
		if (run.keyFrequencies.length > 0) {
			facts.push({
				label: 'Logits explained by the cosines',
				value: explained,
				unit: 'fraction',
				definition: `R² over all ${String(sizes.pairCount)} pairs and all answers, means per answer removed.`
			});
		}
		const [predicted] = topAnswers(logits, 1);
		const said = nameOf(predicted?.answer ?? outputs, sizes.residues);
		const verdict = predicted?.answer === right ? 'right' : 'wrong';
		return {
			facts,
			parts: [answersTable(run, logits, right, title), part],
			summary: `${expressionOf(groupOf(run), a, b)} = ${String(right)}: predicted ${said}, ${verdict}; a ${split} pair.`
		};
	}
});
