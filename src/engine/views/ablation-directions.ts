import { frequencyCount } from '../core/fourier.ts';
import { axis, type NumericArray } from '../core/tensor.ts';
import { logitDirections } from '../mechanism/logit-directions.ts';
import { orthonormalBasis } from '../mechanism/orthonormal-basis.ts';
import { add } from '../ops/elementwise/add.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { neuronsOf } from '../probes/common-tensors.ts';
import {
	chanceLevel,
	readScores,
	buildScores,
	lossDots,
	scoreColumns,
	scoreOutputs,
	scoreValues
} from './ablation-scores.ts';
import { chosenFrequencies, frequencyControls, withoutKeys } from './ablation-sets.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { columnsByElement } from './group-order.ts';
import { withSummary } from './claim-words.ts';
import { defineView, type ViewData, type ViewedExamples, type ViewRun } from './define.ts';
import { refuseWithoutLogitMap } from './subjects.ts';
import { withoutNeurons } from './without-neurons.ts';

/** Largest number of frequencies of one execution; the default key rule finds at most 10. */
const MOST_FREQUENCIES = 16;

const VARIANTS = ['whole', 'kept', 'removed'] as const;
const LABELS = {
	whole: 'nothing removed',
	kept: 'only these directions',
	removed: 'without these directions'
};

/** Number of directions in the segment: two of each frequency. */
const directionCount = (order: number): number =>
	2 * Math.min(frequencyCount(order), MOST_FREQUENCIES);

/**
 * The directions u_k and v_k, orthonormalized, as columns; unused columns are 0 [neurons,
 * directions].
 */
function basisColumns(
	run: ViewRun,
	map: NumericArray,
	frequencies: readonly number[]
): { readonly columns: Float64Array; readonly rank: number } {
	const { outputs } = run;
	const group = groupOf(run);
	const answers = columnsByElement(group, map, outputs);
	const directions = logitDirections(answers, group.order, frequencies);
	const basis = orthonormalBasis(directions.map(({ vector }) => vector));
	const width = directionCount(group.order);
	const columns = new Float64Array((map.length / outputs) * width);
	basis.forEach((vector, j) => {
		vector.forEach((value, i) => {
			columns[i * width + j] = value;
		});
	});
	return { columns, rank: basis.length };
}

async function compare(run: ViewRun, frequencies: readonly number[]): Promise<ViewData> {
	const [map = new Float64Array(0)] = await run.compute(['map']);
	const { columns, rank } = basisColumns(run, map, frequencies);
	const names = VARIANTS.flatMap((variant) => scoreOutputs(variant));
	const values = await run.compute(names, { basis: columns });
	const scores = VARIANTS.flatMap((variant, i) =>
		readScores(run, values.slice(2 * i)).map((score) => ({ name: LABELS[variant], score }))
	);
	const chance = run.loss.chanceLevel(run.outputs);
	const [whole = NaN, kept = NaN, removed = NaN] = scores.map(({ score }) => score.testLoss);
	return {
		...withSummary(
			whole < chance && kept < chance && removed >= chance
				? 'These few directions are enough: without them the network does worse than a guess.'
				: undefined
		),
		facts: [
			{
				label: 'Directions',
				value: rank,
				unit: 'count',
				definition: 'Number of linearly independent directions among u_k and v_k.'
			},
			chanceLevel(run, run.outputs)
		],
		parts: [
			lossDots(
				run,
				'Loss on what was never shown, with some of the neurons’ directions',
				scores.map(({ name, score }) => ({ name, value: score.testLoss })),
				run.outputs
			),
			{
				kind: 'table',
				title: `Neuron directions of frequencies ${frequencies.join(', ')}`,
				isFolded: true,
				columns: scoreColumns('Neurons'),
				rows: scores.map(({ name, score }) => ({ name, values: scoreValues(score) }))
			}
		]
	};
}

/** The neuron directions that W_L reads, removed or kept alone (Nanda et al. 2023, section 4.4). */
export const ablationDirections = defineView({
	id: 'ablation-directions',
	place: 13,
	label: 'Ablation of what W_L reads',
	cite: 'Nanda et al. 2023, section 4.4',
	explanation:
		'In the paper’s network, W_L reads the answers from the neurons along two directions for each key frequency. If that holds here, the network answers as well as before with only these directions in its neurons, and fails without them.',
	definition:
		'W_L, from neurons to answers, is fitted by the sum over k of cos(w_k c) u_k + sin(w_k c) v_k. The activations after the nonlinearity are projected on the span of all u_k and v_k, or on its orthogonal complement; paths around the neurons stay unchanged. Mean loss and accuracy over all outputs, as in training.',
	controls: frequencyControls,
	refuse: refuseWithoutLogitMap,
	build(context) {
		const { graph, input, output, loss } = context;
		const map = context.neuronLogitMap();
		const basis = input('basis', [axis(map.shape, 0), directionCount(groupOf(context).order)]);
		output('map', map);
		const read = graph.one(matmul, [basis, map], { transposeA: true });
		const unread = graph.one(matmul, [basis, map], { transposeA: true, alpha: -1 });
		const coordinates = (chunk: ViewedExamples) => graph.one(matmul, [neuronsOf(chunk), basis], {});
		const logitsOf = {
			whole: ({ logits }: ViewedExamples) => logits,
			kept(chunk: ViewedExamples) {
				const through = graph.one(matmul, [coordinates(chunk), read], {});
				return graph.one(add, [withoutNeurons(context, chunk), through], {});
			},
			removed(chunk: ViewedExamples) {
				const taken = graph.one(matmul, [coordinates(chunk), unread], {});
				return graph.one(add, [chunk.logits, taken], {});
			}
		};
		for (const variant of VARIANTS) {
			buildScores(context, variant, (chunk) => {
				const row = loss.build(graph, logitsOf[variant](chunk), chunk.targets);
				return [row.loss, row.isCorrect];
			});
		}
	},
	compute(run) {
		const frequencies = chosenFrequencies(run);
		if (frequencies.length === 0) return withoutKeys(run);
		if (frequencies.length <= MOST_FREQUENCIES) return compare(run, frequencies);
		const nothing = `This view takes at most ${String(MOST_FREQUENCIES)} frequencies: got ${String(frequencies.length)}.`;
		return { facts: [], parts: [], nothing };
	}
});
