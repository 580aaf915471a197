import { frequencyCount } from '../core/fourier.ts';
import { correctedLoss } from '../ops/measures/corrected-loss.ts';
import type { Tensor } from '../ops/define.ts';
import { frequencyTables } from '../ops/measures/frequency-tables.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { basisOf, neuronsOf, refuseFrequencies, sumsByClass } from '../probes/common-tensors.ts';
import { allGroups, readScores, buildScores, scoreOutputs } from './ablation-scores.ts';
import { ablationTables, frequencyControls, MASKS, overMasks, together } from './ablation-sets.ts';
import { defineView, type ViewContext } from './define.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { refuseWithoutLogitMap } from './subjects.ts';
import { elementMap, elementsWithoutNeurons } from './without-neurons.ts';

/**
 * Fourier transform along the sum of the logits that the neurons' mean activations for each sum add
 * [n, outputs].
 */
function neuronSpectrum(context: ViewContext): Tensor {
	const { graph } = context;
	const { order } = groupOf(context);
	const sums = sumsByClass(context, 'sum', neuronsOf);
	const waves = graph.one(matmul, [basisOf(context), sums], { alpha: 1 / order });
	return graph.one(matmul, [waves, elementMap(context)], {});
}

/** Frequencies removed from the neurons, or kept alone in them (Nanda et al. 2023, section 4.4). */
export const ablationNeurons = defineView({
	id: 'ablation-neurons',
	place: 12,
	label: 'Ablation in the neurons',
	cite: 'Nanda et al. 2023, section 4.4',
	explanation:
		'If the neurons contain cos(w_k(a+b)) and sin(w_k(a+b)) of the key frequencies, they have computed the sum of the two angles. Removing these waves from the neurons, or keeping only them, shows whether the answer depends on them.',
	definition:
		'Activations after the nonlinearity, over all pairs, are projected on cos(w_k(a+b)) and sin(w_k(a+b)) and multiplied by W_L; paths around the neurons stay unchanged. Removed: without these projections. Kept: only these projections and the mean of each neuron. Mean loss and accuracy over the answers, without “=”. Random others: 20 draws of frequencies that are not among the chosen ones, from the seed of the run.',
	controls: frequencyControls,
	refuse: (subject) => refuseWithoutLogitMap(subject) ?? refuseFrequencies(subject),
	build(context) {
		const { graph, input, loss } = context;
		const masks = input('masks', [MASKS, frequencyCount(groupOf(context).order)]);
		const inputs = [neuronSpectrum(context), basisOf(context), masks];
		const removed = graph.one(frequencyTables, inputs, {});
		const kept = graph.one(frequencyTables, inputs, { withConstant: true });
		const attributes = { groups: allGroups(context), kind: loss.kind };
		buildScores(context, 'removed', (chunk) => {
			const sums = chunk.classes('sum').index;
			const of = [chunk.elementLogits(), removed, sums, chunk.elementTargets(), chunk.group];
			return graph.apply(correctedLoss, of, { ...attributes, sign: -1 });
		});
		buildScores(context, 'kept', (chunk) => {
			const rest = elementsWithoutNeurons(context, chunk);
			const of = [rest, kept, chunk.classes('sum').index, chunk.elementTargets(), chunk.group];
			return graph.apply(correctedLoss, of, { ...attributes, sign: 1 });
		});
	},
	compute: (run) =>
		ablationTables(run, (sets) =>
			overMasks(sets, groupOf(run).order, async (masks, batch) => {
				const names = [...scoreOutputs('removed'), ...scoreOutputs('kept')];
				const values = await run.compute(names, { masks });
				const kept = readScores(run, values.slice(2)).slice(0, batch.length);
				return together(readScores(run, values), kept);
			})
		)
});
