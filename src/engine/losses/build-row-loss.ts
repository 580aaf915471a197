import { LabError } from '../core/lab-error.ts';
import type { Attributes, OpSpec, Graph, Tensor } from '../ops/define.ts';
import type { LossResult } from './define.ts';

/**
 * Builds a row-wise loss op with outputs (loss, isCorrect, gradient); `into` says where the first
 * two are written.
 */
export function buildRowLoss(
	graph: Graph,
	op: OpSpec,
	logits: Tensor,
	targets: Tensor,
	into?: { readonly loss: Tensor; readonly isCorrect: Tensor },
	attributes: Attributes = {}
): LossResult {
	const [loss, isCorrect, gradient] = graph.apply(op, [logits, targets], attributes, {
		names: ['loss.rows', 'loss.is_correct', 'loss.d_logits'],
		...(into === undefined ? {} : { into: [into.loss, into.isCorrect] })
	});
	if (loss === undefined || isCorrect === undefined || gradient === undefined) {
		throw new LabError('internal', `op "${op.id}": expected outputs loss, isCorrect and gradient`);
	}
	return { loss, isCorrect, gradient };
}
