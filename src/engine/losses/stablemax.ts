import { log } from '../core/portable-math.ts';
import { stablemaxCrossEntropy } from '../ops/losses/stablemax-cross-entropy.ts';
import { defineLoss } from './define.ts';
import { buildRowLoss } from './build-row-loss.ts';

/**
 * Mean cross-entropy over the batch with StableMax in place of softmax: s(x) = x + 1 for x >= 0 and
 * 1 / (1 - x) below in place of the exponential.
 */
export const stablemax = defineLoss({
	id: 'stablemax',
	label: 'StableMax cross-entropy',
	cite: 'Prieto et al. 2025',
	params: {},
	kind: 'stablemax',
	chanceLevel: (outputs) => log(outputs),
	chanceRule: (outputs) => `ln ${outputs}`,
	build: (graph, logits, targets, into) =>
		buildRowLoss(graph, stablemaxCrossEntropy, logits, targets, into)
});
