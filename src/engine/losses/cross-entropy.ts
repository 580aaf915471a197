import { log } from '../core/portable-math.ts';
import { softmaxCrossEntropy } from '../ops/losses/softmax-cross-entropy.ts';
import { defineLoss } from './define.ts';
import { buildRowLoss } from './build-row-loss.ts';

/** Mean softmax cross-entropy over the batch, exact in float32 down to losses of 1e-30. */
export const crossEntropy = defineLoss({
	id: 'cross-entropy',
	label: 'Cross-entropy',
	cite: 'Nanda et al. 2023',
	params: {},
	kind: 'softmax',
	chanceLevel: (outputs) => log(outputs),
	chanceRule: (outputs) => `ln ${outputs}`,
	build: (graph, logits, targets, into) =>
		buildRowLoss(graph, softmaxCrossEntropy, logits, targets, into)
});
