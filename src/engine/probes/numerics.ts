import { elementCount } from '../core/tensor.ts';
import { rowNumerics } from '../ops/measures/row-numerics.ts';
import { columnSum } from '../ops/rows/column-sum.ts';
import { overPairs } from './common-tensors.ts';
import { defineProbe } from './define.ts';

/** What the precision of the numbers does to the loss (Prieto et al. 2025; Thilak et al. 2022). */
export const numerics = defineProbe({
	id: 'numerics',
	label: 'Numerics of the loss',
	cite: 'Prieto et al. 2025; Thilak et al. 2022',
	offBecause: 'It computes the loss of every example once more.',
	definition:
		'Whether the numbers of the run still carry its gradient. With very large logits a loss computed in float32 becomes exactly 0, and gradients that should cancel no longer do: the softmax collapses.',
	view: 'line',
	scalars: [
		{
			id: 'zero_loss_share',
			label: 'Share of losses that are exactly 0',
			definition:
				'On how many of the examples that it was shown the network has nothing left to learn from: the share of these examples whose loss is exactly 0 in the precision of the run. Under naive cross-entropy this is softmax collapse.',
			unit: 'fraction'
		},
		{
			id: 'gradient_residue',
			label: 'Residue of the gradient',
			definition:
				'How far rounding pulls the gradients of the outputs out of balance: |Σ_c dL/dz_c| of each example that it was shown, L its own loss, averaged over them. For cross-entropy and hinge it is 0 in exact arithmetic; other losses have a sum of their own.',
			unit: 'loss'
		},
		{
			id: 'largest_logit',
			label: 'Largest logit',
			definition:
				'How large the outputs are: the largest |z_c| of each example that it was shown, averaged over them. It grows as long as scaling the logits up is the cheapest way to a smaller loss.',
			unit: 'plain'
		}
	],
	refuse: () => undefined,
	build(context) {
		const { graph, loss } = context;
		return [
			overPairs(context, ({ logits, targets, group }) => {
				const result = loss.build(graph, logits, targets);
				const inputs = [result.loss, result.gradient, logits, group];
				const rows = graph.one(rowNumerics, inputs, { scale: elementCount(targets.shape) });
				return graph.one(columnSum, [rows], {});
			})
		];
	},
	finish([sums]) {
		const [train = NaN, zeros = NaN, residue = NaN, largest = NaN] = sums ?? [];
		return {
			scalars: {
				zero_loss_share: zeros / train,
				gradient_residue: residue / train,
				largest_logit: largest / train
			}
		};
	}
});
