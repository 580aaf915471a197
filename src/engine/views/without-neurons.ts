import { add } from '../ops/add.ts';
import type { Tensor } from '../ops/define.ts';
import { matmul } from '../ops/matmul.ts';
import type { EvaluatedPairs } from '../probes/define.ts';
import { neuronsOf } from '../probes/recordings.ts';
import type { ViewContext } from './define.ts';

/** The logits without what the neurons add to them [rows, outputs]: biases and what passes by the neurons. */
export function withoutNeurons(context: ViewContext, part: EvaluatedPairs): Tensor {
	const { recorder } = context;
	const inputs = [neuronsOf(part), context.neuronLogitMap()];
	const added = recorder.one(matmul, inputs, { alpha: -1 });
	return recorder.one(add, [part.logits, added], {});
}
