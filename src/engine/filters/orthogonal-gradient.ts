import { boolean } from '../core/param-schema.ts';
import {
	ORTHOGONAL_SCALARS,
	orthogonalGradient as orthogonalOp
} from '../ops/updates/orthogonal-gradient.ts';
import { defineFilter } from './define.ts';

/**
 * Orthogonal gradient (Prieto et al. 2025): of the gradient of each tensor, the part along its
 * weights is removed, which only scales logits and lowers the loss without learning. The paper's
 * code gives the rest the norm of the gradient.
 */
export const orthogonalGradient = defineFilter({
	id: 'orthogonal-gradient',
	place: 4,
	label: 'Orthogonal gradient (⊥Grad)',
	cite: 'Prieto et al. 2025 (arXiv 2501.04697)',
	params: {
		orthogonal_rescale: boolean({
			label: '⊥Grad keeps the norm',
			help: 'What is left of the gradient of each tensor gets the norm of the whole gradient, as in the paper’s code.',
			perReplica: true,
			default: true
		})
	},
	state: [],
	schedules: { orthogonal: ORTHOGONAL_SCALARS },
	scalars: ({ orthogonal_rescale }) => ({ orthogonal: [orthogonal_rescale ? 1 : 0] }),
	build({ graph, parts, schedule, clock }) {
		for (const { parameters, gradients } of parts(({ name }) => name)) {
			graph.apply(orthogonalOp, [gradients, parameters, schedule('orthogonal'), clock], {});
		}
	}
});
