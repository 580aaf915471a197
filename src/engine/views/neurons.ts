import { frequencyCount } from '../core/fourier.ts';
import { float } from '../core/param-schema.ts';
import {
	explainedHistogram,
	neuronClusters,
	NEURON_THRESHOLD
} from '../mechanism/neuron-clusters.ts';
import { frequencyOrder } from '../probes/cyclic-group.ts';
import { neuronFits } from '../probes/common-tensors.ts';
import { percentOf } from './claim-words.ts';
import { numberControl } from './control-values.ts';
import { defineView, type BarsPart } from './define.ts';
import { refuseWithoutNeurons } from './subjects.ts';

const BINS = 20;

const NO_CLUSTER =
	'At this step no neuron reaches the threshold with one frequency alone, so there is no cluster to show.';

/** How many neurons are explained, and by how many frequencies. */
const claimOf = (fraction: number, frequencies: number): string =>
	`One frequency each explains ${percentOf(fraction)} of the neurons; together they use ${String(frequencies)} ${frequencies === 1 ? 'frequency' : 'frequencies'}.`;

/** The edges of a bin of the histogram in per cent, e.g. "80–85 %". */
const binName = (i: number): string =>
	`${String((100 / BINS) * i)}–${String((100 / BINS) * (i + 1))} %`;

/** Which frequencies the neurons compute with (Nanda et al. 2023, section 4.2, figure 5). */
export const neurons = defineView({
	id: 'neurons',
	place: 6,
	label: 'Neurons by frequency',
	cite: 'Nanda et al. 2023, section 4.2, figure 5',
	explanation:
		'Each neuron’s activation over all pairs is compared with waves of one frequency. In the paper’s transformer most neurons end up consisting almost entirely of one frequency, and each key frequency has a cluster of neurons. A network that uses all frequencies may have no such neuron.',
	definition:
		'For each neuron, the fraction of the variance over all pairs in the products of 1, cos(w_k ·) and sin(w_k ·) of a and of b, without the constant, for the frequency k with the largest fraction. A neuron that is constant over all pairs belongs to no frequency, and neither does one below the threshold.',
	controls: () => ({
		threshold: float({
			label: 'Threshold',
			help: 'A neuron belongs to a frequency if at least this share of its variance is explained.',
			display: 'percent',
			applies: 'analysis',
			group: 'analysis',
			min: 0,
			max: 1,
			default: NEURON_THRESHOLD
		})
	}),
	refuse: refuseWithoutNeurons,
	build(context) {
		const [explained, frequency] = neuronFits(context);
		if (explained !== undefined) context.output('explained', explained);
		if (frequency !== undefined) context.output('frequency', frequency);
	},
	async compute({ compute, controls, shape, keyFrequencies }) {
		const [explained = new Float64Array(0), frequency = new Float64Array(0)] = await compute([
			'explained',
			'frequency'
		]);
		const { clusters, none, fraction } = neuronClusters(
			{ explained: Float64Array.from(explained), frequencies: Uint32Array.from(frequency) },
			numberControl(controls, 'threshold')
		);
		const counts = new Float64Array(frequencyCount(frequencyOrder(shape)));
		for (const { frequency: k, count } of clusters) counts[k - 1] = count;
		const isNone = none === explained.length;
		const perFrequency: BarsPart = {
			kind: 'bars',
			title: 'Neurons per frequency',
			values: counts,
			first: 1,
			label: 'frequency k',
			valueLabel: 'neurons',
			highlighted: keyFrequencies
		};
		return {
			...(isNone ? { nothing: NO_CLUSTER } : { summary: claimOf(fraction, clusters.length) }),
			facts: [
				{ label: 'neurons explained by one frequency', value: fraction, unit: 'fraction' },
				{ label: 'neurons not explained', value: none, unit: 'count' },
				{ label: 'neurons', value: explained.length, unit: 'count' }
			],
			parts: [
				{
					kind: 'bars',
					title: 'Neurons by explained variance',
					values: Float64Array.from(explainedHistogram(explained, BINS)),
					first: 0,
					names: Array.from({ length: BINS }, (_, i) => binName(i)),
					label: 'variance explained by one frequency',
					valueLabel: 'neurons',
					highlighted: []
				},
				...(isNone ? [] : [perFrequency])
			]
		};
	}
});
