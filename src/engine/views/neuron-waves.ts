import { frequencyCount } from '../core/fourier.ts';
import { explainedHistogram } from '../mechanism/neuron-clusters.ts';
import { neuronWaves as wavesOf } from '../mechanism/neuron-waves.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { defineView, type ViewRun } from './define.ts';
import { columnsByElement } from './group-order.ts';
import { refuseWithoutLogitMap } from './subjects.ts';

const BINS = 10;
/** From this median on, neurons are said to be single waves. */
const SINGLE = 0.8;

/** W_L with a column for each neuron [order, neurons]. */
function columnsByNeuron(map: ArrayLike<number>, order: number, neurons: number): Float64Array {
	return Float64Array.from(
		{ length: order * neurons },
		(_, i) => map[(i % neurons) * order + Math.floor(i / neurons)] ?? 0
	);
}

function medianOf(values: Float64Array): number {
	const sorted = values.filter((value) => !Number.isNaN(value)).sort();
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** What the picture shows if the neurons are single waves; undefined if they are not. */
function claimOf(median: number, used: number, count: number): string | undefined {
	if (!(median >= SINGLE)) return undefined;
	const of = used === count ? `all ${String(count)}` : `${String(used)} of ${String(count)}`;
	return `Most neurons write a single wave, and together they use ${of} frequencies.`;
}

async function readWaves(run: ViewRun) {
	const [map = new Float64Array(0)] = await run.compute(['map']);
	const group = groupOf(run);
	const neurons = map.length / run.outputs;
	const rows = columnsByElement(group, map, run.outputs);
	return wavesOf(columnsByNeuron(rows, group.order, neurons), group.order, neurons);
}

/** Whether each neuron writes one wave, and which (Doshi et al. 2023; Gromov 2023). */
export const neuronWaves = defineView({
	id: 'neuron-waves',
	place: 7,
	label: 'Neurons as single waves',
	cite: 'Gromov 2023; Doshi et al. 2023, section 3',
	explanation:
		'Each neuron adds a curve over the answers to the logits. In a network that has grokked this curve may be a single wave. A transformer keeps few frequencies, and many neurons share one; a quadratic MLP may use all of them, with some neurons for each.',
	definition:
		'The power of each frequency in a neuron’s row of W_L over the answers, cosine and sine together, without the constant. Inverse participation ratio: the sum of the squared powers over their squared sum; 1 is a single wave, and one over the number of frequencies means that all are equally strong.',
	controls: () => ({}),
	refuse: refuseWithoutLogitMap,
	build(context) {
		context.output('map', context.neuronLogitMap());
	},
	async compute(run) {
		const { strongest, concentration } = await readWaves(run);
		const counts = new Float64Array(frequencyCount(groupOf(run).order));
		for (const k of strongest) if (k > 0) counts[k - 1] = (counts[k - 1] ?? 0) + 1;
		const used = counts.reduce((sum, count) => sum + Number(count > 0), 0);
		const median = medianOf(concentration);
		const measured = concentration.filter((value) => !Number.isNaN(value));
		const summary = claimOf(median, used, counts.length);
		return {
			facts: [
				{ label: 'median inverse participation ratio', value: median, unit: 'plain' },
				{ label: 'frequencies with a neuron', value: used, unit: 'count' },
				{ label: 'neurons', value: strongest.length, unit: 'count' }
			],
			parts: [
				{
					kind: 'bars',
					title: 'Neurons by their strongest frequency',
					values: counts,
					first: 1,
					label: 'frequency k',
					valueLabel: 'neurons',
					highlighted: run.keyFrequencies
				},
				{
					kind: 'bars',
					title: 'Neurons by inverse participation ratio',
					values: Float64Array.from(explainedHistogram(measured, BINS)),
					first: 0,
					names: Array.from(
						{ length: BINS },
						(_, i) => `${String(i / BINS)}–${String((i + 1) / BINS)}`
					),
					label: 'inverse participation ratio',
					valueLabel: 'neurons',
					highlighted: []
				}
			],
			...(summary === undefined ? {} : { summary })
		};
	}
});
