import { frequencyCount } from '../core/fourier.ts';
import type { NumericArray } from '../core/tensor.ts';
import { restrictedLosses } from '../mechanism/restricted-losses.ts';
import { sumOfPairs } from '../mechanism/cyclic-structure.ts';
import { correctedLoss } from '../ops/measures/corrected-loss.ts';
import { frequencyTables } from '../ops/measures/frequency-tables.ts';
import { basisOf, logitSpectrum, logitSums, refuseFrequencies } from '../probes/common-tensors.ts';
import { meanTable } from '../probes/tables.ts';
import { allGroups, readScores, buildScores, scoreOutputs, type Score } from './ablation-scores.ts';
import { ablationTables, frequencyControls, MASKS, overMasks, together } from './ablation-sets.ts';
import { defineView, type ViewRun } from './define.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { pairsByElement } from './group-order.ts';

/** Number of pairs with each sum [n]: train pairs and all pairs. */
function pairsBySum(run: ViewRun) {
	const group = groupOf(run);
	const train = new Float64Array(group.order);
	const total = new Float64Array(group.order).fill(group.order);
	const isTrain = pairsByElement(run, Uint32Array.from(run.isTrain));
	sumOfPairs(group).forEach((sum, pair) => {
		train[sum] = (train[sum] ?? 0) + (isTrain[pair] ?? 0);
	});
	return { train, total };
}

/**
 * Scores with each set of frequencies kept alone. Such logits depend on the sum alone, so the table
 * of mean logits suffices.
 */
function keptScores(
	run: ViewRun,
	sets: readonly (readonly number[])[],
	sums: NumericArray = new Float64Array(0)
): readonly Score[] {
	const { loss } = run;
	const { order } = groupOf(run);
	const table = meanTable(sums, run);
	const counts = pairsBySum(run);
	return sets.map((set) => {
		const { train, test } = restrictedLosses(table, order, set, counts, loss.kind);
		return {
			trainLoss: train.loss,
			trainAccuracy: train.accuracy,
			testLoss: test.loss,
			testAccuracy: test.accuracy
		};
	});
}

/** Frequencies removed from the logits, or kept alone in them (Nanda et al. 2023, section 4.4). */
export const ablationLogits = defineView({
	id: 'ablation-logits',
	place: 11,
	label: 'Ablation in the logits',
	cite: 'Nanda et al. 2023, sections 4.4 and 5.1',
	explanation:
		'If the network computes with a few frequencies, removing these from its logits must break it, and removing as many others must not. Keeping only these should leave it as good as before, or better.',
	definition:
		'Mean loss and accuracy over the answers, without “=”. Removed: the logits minus their projections on cos(w_k(a+b)) and sin(w_k(a+b)) over all pairs, as in excluded loss. Kept: these projections plus the mean of each answer, as in restricted loss. Random others: 20 draws of frequencies that are not among the chosen ones, from the seed of the run.',
	controls: frequencyControls,
	refuse: refuseFrequencies,
	build(context) {
		const { graph, input, output, loss } = context;
		const masks = input('masks', [MASKS, frequencyCount(groupOf(context).order)]);
		const inputs = [logitSpectrum(context), basisOf(context), masks];
		const tables = graph.one(frequencyTables, inputs, {});
		buildScores(context, 'removed', (chunk) => {
			const sums = chunk.classes('sum').index;
			const of = [chunk.elementLogits(), tables, sums, chunk.elementTargets(), chunk.group];
			const attributes = { groups: allGroups(context), kind: loss.kind };
			return graph.apply(correctedLoss, of, { ...attributes, sign: -1 });
		});
		output('sums', logitSums(context));
	},
	compute: (run) =>
		ablationTables(run, (sets) =>
			overMasks(sets, groupOf(run).order, async (masks, batch) => {
				const names = [...scoreOutputs('removed'), 'sums'];
				const values = await run.compute(names, { masks });
				return together(readScores(run, values), keptScores(run, batch, values[2]));
			})
		)
});
