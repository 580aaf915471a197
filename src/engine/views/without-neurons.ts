import { add } from '../ops/elementwise/add.ts';
import type { Tensor } from '../ops/define.ts';
import { gatherColumns } from '../ops/rows/gather-columns.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { neuronsOf } from '../probes/common-tensors.ts';
import type { ViewContext, ViewedExamples } from './define.ts';
import { groupOf } from '../probes/cyclic-group.ts';

function without(context: ViewContext, chunk: ViewedExamples, logits: Tensor, map: Tensor): Tensor {
	const { graph } = context;
	const added = graph.one(matmul, [neuronsOf(chunk), map], { alpha: -1 });
	return graph.one(add, [logits, added], {});
}

/**
 * The logits minus the neurons' contribution [rows, outputs]: biases and paths around the neurons.
 */
export const withoutNeurons = (context: ViewContext, chunk: ViewedExamples): Tensor =>
	without(context, chunk, chunk.logits, context.neuronLogitMap());

/** W_L by element of the group [neurons, elementColumns]. */
export function elementMap(context: ViewContext): Tensor {
	const map = context.neuronLogitMap();
	const { elements } = groupOf(context);
	if (elements === undefined) return map;
	return context.graph.one(gatherColumns, [map, context.indices('elements', elements)], {});
}

/** The same by element of the group [rows, elementColumns]. */
export const elementsWithoutNeurons = (context: ViewContext, chunk: ViewedExamples): Tensor =>
	without(context, chunk, chunk.elementLogits(), elementMap(context));
