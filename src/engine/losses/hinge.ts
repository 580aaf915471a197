import { hinge as hingeOp } from '../ops/losses/hinge.ts';
import { defineLoss } from './define.ts';
import { buildRowLoss } from './build-row-loss.ts';

/**
 * How far the largest wrong output is from lying 1 below the right one. With two classes it is the
 * hinge of Barak et al. 2022 and Merrill et al. 2023 on the margin.
 */
export const hinge = defineLoss({
	id: 'hinge',
	label: 'Hinge, largest wrong answer',
	cite: 'Crammer & Singer 2001; Merrill et al. 2023',
	params: {},
	kind: 'hinge',
	chanceLevel: () => 1,
	chanceRule: () => '1',
	build: (graph, logits, targets, into) =>
		buildRowLoss(graph, hingeOp, logits, targets, into, { isSum: false })
});
