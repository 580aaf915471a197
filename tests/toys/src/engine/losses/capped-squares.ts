import { cappedError } from '../ops/losses/capped-error.ts';
import { defineLoss } from './define.ts';
import { buildRowLoss } from './build-row-loss.ts';

/** Huber's loss, on an op of its own. */
export const cappedSquares = defineLoss({
	id: 'capped-squares',
	label: 'Capped squares',
	cite: 'Huber 1964',
	params: {},
	kind: 'squares',
	// The best constant predictor errs by less than 1, where this is the squared error.
	chanceLevel: (outputs) => (1 / outputs) * (1 - 1 / outputs),
	chanceRule: (outputs) => `(1 / ${outputs}) (1 − 1 / ${outputs})`,
	build: (graph, logits, targets, into) => buildRowLoss(graph, cappedError, logits, targets, into)
});
