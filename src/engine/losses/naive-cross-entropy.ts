import { log } from '../core/portable-math.ts';
import { naiveCrossEntropy as naiveCrossEntropyOp } from '../ops/losses/naive-cross-entropy.ts';
import { defineLoss } from './define.ts';
import { buildRowLoss } from './build-row-loss.ts';

/**
 * Mean softmax cross-entropy over the batch as most programs compute it in float32: a sure answer
 * has the loss 0, and its own logit the gradient 0. Measures of changed logits keep the exact
 * formula.
 */
export const naiveCrossEntropy = defineLoss({
	id: 'naive-cross-entropy',
	label: 'Cross-entropy, naive float32',
	cite: 'Prieto et al. 2025; Thilak et al. 2022',
	params: {},
	kind: 'softmax',
	chanceLevel: (outputs) => log(outputs),
	chanceRule: (outputs) => `ln ${outputs}`,
	build: (graph, logits, targets, into) =>
		buildRowLoss(graph, naiveCrossEntropyOp, logits, targets, into)
});
