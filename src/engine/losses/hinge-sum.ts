import { hinge as hingeOp } from '../ops/losses/hinge.ts';
import { defineLoss } from './define.ts';
import { buildRowLoss } from './build-row-loss.ts';

/** How far each wrong output is from lying 1 below the right one, summed over the wrong ones. */
export const hingeSum = defineLoss({
	id: 'hinge-sum',
	label: 'Hinge, all wrong answers',
	cite: 'Weston & Watkins 1999',
	params: {},
	kind: 'hinges',
	chanceLevel: (outputs) => outputs - 1,
	chanceRule: (outputs) => `${outputs} − 1`,
	build: (graph, logits, targets, into) =>
		buildRowLoss(graph, hingeOp, logits, targets, into, { isSum: true })
});
