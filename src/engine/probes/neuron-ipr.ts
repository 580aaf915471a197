import { frequencyCount } from '../core/fourier.ts';
import { axis, type NumericArray } from '../core/tensor.ts';
import type { Tensor } from '../ops/define.ts';
import { square } from '../ops/elementwise/square.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { columnSquareSum } from '../ops/rows/column-square-sum.ts';
import { columnSum } from '../ops/rows/column-sum.ts';
import { frequencyOrder } from './cyclic-group.ts';
import { defineProbe, type ProbeContext } from './define.ts';
import { refuseFrequencies, refuseNoLogitMap, tokenBasis, WEIGHT_SCALE } from './common-tensors.ts';

/** Adds cosine and sine of each frequency: ones at [2k - 1, k - 1] and [2k, k - 1]. */
function pairing({ constant, shape }: ProbeContext): Tensor {
	const order = frequencyOrder(shape);
	const count = frequencyCount(order);
	return constant(`fourier-pairs.${String(order)}`, [order, count], () =>
		Float64Array.from({ length: order * count }, (_, i) =>
			Number(Math.ceil(Math.floor(i / count) / 2) === (i % count) + 1)
		)
	);
}

/**
 * Of each neuron, the sum of the powers of all frequencies and the sum of their squares, each
 * [neurons], from its components [neurons, order] in the Fourier basis.
 */
function powerSums(context: ProbeContext, components: Tensor): readonly Tensor[] {
	const { graph } = context;
	const powers = graph.one(matmul, [pairing(context), graph.one(square, [components], {})], {
		transposeA: true,
		transposeB: true
	});
	return [graph.one(columnSum, [powers], {}), graph.one(columnSquareSum, [powers], {})];
}

/** Mean over neurons of the mean over their maps; a map without any wave does not count. */
function meanConcentration(values: readonly NumericArray[]): number {
	const neurons = values[0]?.length ?? 0;
	let [total, counted] = [0, 0];
	for (let j = 0; j < neurons; j++) {
		const own = Array.from({ length: values.length / 2 }, (_, i) => {
			const sum = values[2 * i]?.[j] ?? NaN;
			return (values[2 * i + 1]?.[j] ?? NaN) / sum ** 2;
		}).filter((ratio) => !Number.isNaN(ratio));
		if (own.length === 0) continue;
		total += own.reduce((sum, ratio) => sum + ratio, 0) / own.length;
		counted++;
	}
	return counted === 0 ? NaN : total / counted;
}

/** How close the neurons' weights are to single waves (Gromov 2023; Doshi et al. 2023). */
export const neuronIpr = defineProbe({
	id: 'neuron-ipr',
	label: 'Neurons as single waves',
	cite: 'Gromov 2023; Doshi et al. 2023, section 3',
	definition:
		'How close the weights of the neurons are to single waves. For each neuron the inverse participation ratio of its weights from a, of those from b and of those to the answers: Σ P² / (Σ P)² over the powers P of the frequencies, cosine and sine together, without the constant. Then the mean of the three, and the mean over neurons. Where the neurons do not add up a and b directly, as in a transformer, only the weights to the answers count. 1: each neuron is one wave; one over the number of frequencies: all are equally strong. A complex transform that counts k and p − k apart gives half of it.',
	view: 'line',
	offBecause: 'Off at first: it adds a Fourier transform of the neurons’ weights to an evaluation.',
	scalars: [
		{
			id: 'neuron_ipr',
			label: 'Mean inverse participation ratio of neurons',
			definition:
				'How close the weights of the neurons are to single waves: 1 if each is one wave, one over the number of frequencies if all are equally strong.',
			unit: 'fraction'
		}
	],
	refuse: (subject) => refuseFrequencies(subject) ?? refuseNoLogitMap(subject),
	build(context) {
		const { graph, outputs } = context;
		const inputs = context.neuronInputMaps().map((map) =>
			graph.one(matmul, [map, tokenBasis(context, axis(map.shape, 0))], {
				transposeA: true,
				transposeB: true,
				alpha: WEIGHT_SCALE
			})
		);
		const output = graph.one(matmul, [context.neuronLogitMap(), tokenBasis(context, outputs)], {
			transposeB: true,
			alpha: WEIGHT_SCALE
		});
		return [...inputs, output].flatMap((components) => powerSums(context, components));
	},
	finish: (values) => ({ scalars: { neuron_ipr: meanConcentration(values) } })
});
