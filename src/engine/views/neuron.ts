import { frequencyCount } from '../core/fourier.ts';
import { int } from '../core/param-schema.ts';
import type { NumericArray } from '../core/tensor.ts';
import { frequencyNorms, gridSpectrum } from '../mechanism/grid-spectrum.ts';
import { rowSpectrum } from '../mechanism/row-spectrum.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { neuronFits, neuronsOf } from '../probes/common-tensors.ts';
import { numberControl } from './control-values.ts';
import { NEURON_THRESHOLD } from '../mechanism/neuron-clusters.ts';
import { percentOf } from './claim-words.ts';
import { defineView, type GridPart, type ViewRun } from './define.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { columnsByElement, pairGrid, pairsByElement } from './group-order.ts';
import { frequencyBars, refuseWithoutLogitMap } from './subjects.ts';

/**
 * Value of the control for the best neuron of the strongest key frequency. Smaller values mean the
 * next key frequencies.
 */
const BEST = -1;
const MOST_RANKS = 10;

const NONE = new Float64Array(0);

/**
 * The neuron that this frequency explains best, or without a frequency the best explained neuron of
 * all.
 */
function bestExplained(
	explained: NumericArray,
	frequencies: NumericArray,
	key: number | undefined
): number {
	let best = 0;
	let most = -Infinity;
	explained.forEach((value, j) => {
		if (value <= most || (key !== undefined && frequencies[j] !== key)) return;
		[best, most] = [j, value];
	});
	return best;
}

/** The neuron in the control. To find the best one, all neurons are fitted first. */
async function chosenNeuron({ controls, compute, keyFrequencies }: ViewRun): Promise<number> {
	const chosen = numberControl(controls, 'neuron');
	if (chosen >= 0) return chosen;
	const [explained = NONE, frequencies = NONE] = await compute(['explained', 'frequency']);
	const withNeurons = keyFrequencies.filter((k) => frequencies.includes(k));
	return bestExplained(explained, frequencies, withNeurons[BEST - chosen]);
}

/**
 * Norms of an activation's components for each pair of frequencies, after removing the mean over
 * all pairs.
 */
function spectrumGrid(activation: NumericArray, order: number): GridPart {
	const values = Float64Array.from(activation);
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const centred = values.map((value) => value - mean);
	const size = frequencyCount(order) + 1;
	return {
		kind: 'grid',
		title: 'Its waves: frequency along a and along b',
		rows: size,
		columns: size,
		values: Float32Array.from(frequencyNorms(gridSpectrum(centred, order), order)),
		scale: 'sequential',
		rowLabel: 'frequency along a',
		columnLabel: 'frequency along b'
	};
}

/** How much of the neuron its best frequency explains. */
function claimOf(number: number, frequency: number, explained: number): string {
	const name = `Neuron ${String(number)}`;
	if (frequency === 0) return `${name} is the same for all pairs.`;
	return explained >= NEURON_THRESHOLD
		? `${name} responds to one frequency: k = ${String(frequency)} explains ${percentOf(explained)} of it.`
		: `${name} mixes frequencies: the best, k = ${String(frequency)}, explains ${percentOf(explained)} of it.`;
}

/**
 * One neuron: activation, waves and effect on the logits (Nanda et al. 2023, section 4.2, figures 4
 * and 5).
 */
export const neuron = defineView({
	id: 'neuron',
	place: 8,
	label: 'One neuron',
	cite: 'Nanda et al. 2023, section 4.2, figures 4 and 5',
	explanation:
		'The activation of one neuron for each pair (a, b). In the paper’s network, once it has grokked, it is a pattern of waves of a single frequency in both directions, and it adds a wave of the same frequency to the logits. “Explained” shows how much of this neuron’s activation is such a pattern.',
	definition:
		'Activation after the nonlinearity at the last position. Its waves: norm of the two-dimensional Fourier components over (a, b) in the orthonormal basis, with cosines and sines of a frequency together, after removing the mean over all pairs. Explained: fraction of the variance in the products of 1, cos and sin of one frequency of a and b. Bars: norm of the neuron’s row of W_L per frequency along the answers.',
	controls: ({ model, params, shape }) => ({
		neuron: int({
			label: 'Neuron',
			help: 'Number of the neuron. −1 is the best explained neuron of the strongest key frequency, −2 that of the second, and so on.',
			applies: 'analysis',
			group: 'analysis',
			min: -MOST_RANKS,
			max: (model.neurons?.(params, shape)?.count ?? 1) - 1,
			default: BEST
		})
	}),
	pictures: (_subject, _params, keys) =>
		Array.from({ length: Math.max(1, Math.min(MOST_RANKS, keys.length)) }, (_, rank) => ({
			neuron: BEST - rank
		})),
	refuse: refuseWithoutLogitMap,
	build(context) {
		const { graph, chunks, output, input } = context;
		const [explained, frequency] = neuronFits(context);
		if (explained !== undefined) output('explained', explained);
		if (frequency !== undefined) output('frequency', frequency);
		const map = context.neuronLogitMap();
		// 1 for the chosen neuron, else 0: a product with it selects a column of the activations
		// and a row of W_L.
		const chosen = input('chosen', [1, map.shape[0] ?? 0]);
		output(
			'activation',
			...chunks.map((chunk) => graph.one(matmul, [neuronsOf(chunk), chosen], { transposeB: true }))
		);
		output('row', graph.one(matmul, [chosen, map], {}));
	},
	async compute(run) {
		const { model, params, shape, keyFrequencies, outputs } = run;
		const group = groupOf(run);
		const number = await chosenNeuron(run);
		const chosen = new Float64Array(model.neurons?.(params, shape)?.count ?? 0);
		chosen[number] = 1;
		const [explained = NONE, frequency = NONE, activation = NONE, row = NONE] = await run.compute(
			['explained', 'frequency', 'activation', 'row'],
			{ chosen }
		);
		const [share = 0, k = 0] = [explained[number], frequency[number]];
		return {
			summary: claimOf(number, k, share),
			facts: [
				{ label: 'neuron', value: number, unit: 'count' },
				{
					label: 'frequency',
					value: frequency[number] ?? 0,
					unit: 'count',
					definition:
						'The frequency that explains most; 0 for a neuron that is constant over all pairs.'
				},
				{ label: 'explained by it', value: explained[number] ?? 0, unit: 'fraction' }
			],
			parts: [
				{
					...pairGrid(run),
					title: `Activation of neuron ${String(number)}`,
					values: Float32Array.from(activation),
					scale: 'sequential'
				},
				spectrumGrid(pairsByElement(run, activation), group.order),
				frequencyBars(
					'What it adds to the logits, per frequency of the answer',
					rowSpectrum(columnsByElement(group, row, outputs), group.order, 1),
					keyFrequencies
				)
			]
		};
	}
});
