import { frequencyCount } from '../core/fourier.ts';
import { columnSum } from '../ops/rows/column-sum.ts';
import { correctedLoss } from '../ops/measures/corrected-loss.ts';
import type { Tensor } from '../ops/define.ts';
import { frequencyTables } from '../ops/measures/frequency-tables.ts';
import { PROGRESS_CHART } from './charts.ts';
import { defineProbe, type ProbeContext } from './define.ts';
import { frequencyOrder } from './cyclic-group.ts';
import { basisOf, keyMask, logitSpectrum, overPairs, refuseFrequencies } from './common-tensors.ts';

/** Bit mask of test groups that contains only group 0, train. */
const TRAIN_ONLY = 1;

/** Sum over the train pairs of the loss without the frequencies of each mask [count]. */
function lossWithout(context: ProbeContext, masks: Tensor): Tensor {
	const { graph, loss } = context;
	const inputs = [logitSpectrum(context), basisOf(context), masks];
	const tables = graph.one(frequencyTables, inputs, {});
	return overPairs(context, (chunk) => {
		const sums = chunk.classes('sum').index;
		const of = [chunk.elementLogits(), tables, sums, chunk.elementTargets(), chunk.group];
		const attributes = { sign: -1, groups: TRAIN_ONLY, kind: loss.kind } as const;
		const [losses] = graph.apply(correctedLoss, of, attributes);
		return graph.one(columnSum, losses === undefined ? [] : [losses], {});
	});
}

/**
 * Excluded loss (Nanda et al. 2023, section 5.1): train loss after removing what the key
 * frequencies explain.
 */
export const excludedLoss = defineProbe({
	id: 'excluded-loss',
	label: 'Excluded loss',
	cite: 'Nanda et al. 2023, section 5.1; per frequency: appendix, figure 15',
	definition:
		'How badly the network would answer what it was shown without its key frequencies. The loss on that (train loss) after the directions cos(w_k(a+b)) and sin(w_k(a+b)) of the key frequencies over all pairs are removed from the logits of the answers; nothing is added back. In the paper it falls while the network memorizes, and rises as the network comes to rely on the key frequencies. Without key frequencies it is not defined.',
	view: 'line',
	scalars: [
		{
			id: 'excluded_loss',
			label: 'Excluded loss',
			definition:
				'How badly it would answer what it was shown without its key frequencies: the loss on that (train loss) after they are removed from the logits.',
			needsKeys: true,
			unit: 'loss',
			role: 'memorization-end-settled',
			line: {
				chart: PROGRESS_CHART,
				label: 'excluded',
				place: 1,
				color: 'purple',
				sign: 'square'
			}
		},
		{
			id: 'excluded_single_max',
			label: 'Excluded loss, largest of one frequency',
			definition:
				'How badly it would answer what it was shown without the one frequency that it needs most. The loss on that (train loss) without one frequency, the largest over all of them. It needs no key frequencies. Its minimum so far marks the end of memorization while the run trains, if there is evidence of a circuit: a key frequency and a restricted loss below chance.',
			unit: 'loss',
			role: 'memorization-end'
		}
	],
	vectors: [
		{
			id: 'excluded_by_frequency',
			label: 'Excluded loss per frequency',
			definition:
				'How badly it would answer what it was shown without this one frequency: the loss on that (train loss) after it is removed from the logits.',
			unit: 'loss',
			lines: { chart: PROGRESS_CHART, switch: 'one line per frequency' }
		}
	],
	refuse: refuseFrequencies,
	build(context) {
		const { graph, constant, shape } = context;
		const count = frequencyCount(frequencyOrder(shape));
		const each = constant('masks.each', [count, count], () => {
			const masks = new Float64Array(count * count);
			for (let k = 0; k < count; k++) masks[k * count + k] = 1;
			return masks;
		});
		const mask = keyMask(context);
		return [
			lossWithout(context, graph.reshape(mask, [1, count])),
			lossWithout(context, each),
			mask
		];
	},
	finish([all, each, mask], { trainPairsBySum }) {
		const pairs = trainPairsBySum.reduce((sum, count) => sum + count, 0);
		const single = Float64Array.from(each ?? [], (sum) => sum / pairs);
		const hasKeys = mask?.some((value) => value > 0) === true;
		return {
			scalars: {
				excluded_loss: hasKeys ? (all?.[0] ?? NaN) / pairs : NaN,
				excluded_single_max: Math.max(...single)
			},
			vectors: { excluded_by_frequency: single }
		};
	}
});
