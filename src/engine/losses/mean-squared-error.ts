import { meanSquaredError as meanSquaredErrorOp } from '../ops/losses/mean-squared-error.ts';
import { defineLoss } from './define.ts';
import { buildRowLoss } from './build-row-loss.ts';

/** Squared distance to the one-hot target, averaged over batch and outputs. */
export const meanSquaredError = defineLoss({
	id: 'mean-squared-error',
	label: 'Mean squared error',
	cite: 'Gromov 2023; Doshi et al. 2023',
	params: {},
	kind: 'squares',
	// The best constant predictor, 1/C for every output: (1/C)(1 - 1/C).
	chanceLevel: (outputs) => (1 / outputs) * (1 - 1 / outputs),
	chanceRule: (outputs) => `(1 / ${outputs}) (1 − 1 / ${outputs})`,
	build: (graph, logits, targets, into) =>
		buildRowLoss(graph, meanSquaredErrorOp, logits, targets, into)
});
