import { elementCount, f32, u32 } from '../core/tensor.ts';
import { rootOf } from '../graph/graph-builder.ts';
import { appendRows, MOST_APPENDED } from '../ops/append-rows.ts';
import type { Tensor } from '../ops/define.ts';
import { recordMetrics } from '../ops/record-metrics.ts';
import type { EvaluatedPairs, ProbeContext, ProbeSpec } from '../probes/define.ts';
import {
	evaluationChunks,
	groupData,
	measureContext,
	pairPrefix,
	recordPairs
} from './record-pairs.ts';
import type { Recording } from './recording.ts';
import { GROUP_COUNT } from './split.ts';

/** Evaluations that one batch of work can hold. */
export const EVALUATION_SLOTS = 32;

/** Name of the ring [slots, width] with a row of everything that probes recorded. */
export const PROBE_RING = 'evaluate.probes';

/** Where a tensor that a probe recorded lies in a row of the ring. */
export interface ProbeOutput {
	readonly offset: number;
	readonly width: number;
}

/** What the parts of the evaluation write to. */
interface Sinks {
	readonly loss: Tensor;
	readonly isCorrect: Tensor;
	readonly group: Tensor;
}

function recordChunk(
	recording: Recording,
	sinks: Sinks,
	start: number,
	rows: number
): EvaluatedPairs {
	const { graph, spec } = recording;
	const pairs = recordPairs(recording, sinks.group, start, rows);
	const prefix = pairPrefix(start);
	spec.loss.build(graph, pairs.logits, pairs.targets, {
		loss: graph.slice(sinks.loss, `${prefix}loss`, start, [rows]),
		isCorrect: graph.slice(sinks.isCorrect, `${prefix}is_correct`, start, [rows])
	});
	return pairs;
}

/** Records the probes, and all that they give as one row: what several look at is in it once. */
function recordProbes(
	recording: Recording,
	probes: readonly ProbeSpec[],
	pairs: readonly EvaluatedPairs[],
	clock: Tensor
): readonly (readonly ProbeOutput[])[] {
	const { graph } = recording;
	const context: ProbeContext = { ...measureContext(recording), pairs };
	const recorded = probes.map((probe) => probe.record(context).map(rootOf));
	const outputs = new Map<Tensor, ProbeOutput>();
	let total = 0;
	for (const tensor of new Set(recorded.flat())) {
		const width = elementCount(tensor.shape);
		outputs.set(tensor, { offset: total, width });
		total += width;
	}
	if (total > 0) {
		const ring = graph.state(PROBE_RING, f32(EVALUATION_SLOTS, total));
		const tensors = [...outputs];
		for (let i = 0; i < tensors.length; i += MOST_APPENDED) {
			const part = tensors.slice(i, i + MOST_APPENDED);
			const inputs = [ring, clock, ...part.map(([tensor]) => tensor)];
			graph.apply(appendRows, inputs, { count: part.length, at: part[0]?.[1].offset ?? 0 });
		}
	}
	return recorded.map((tensors) =>
		tensors.flatMap((tensor) => {
			const output = outputs.get(tensor);
			return output === undefined ? [] : [output];
		})
	);
}

/**
 * Records the segment `evaluate`: loss and accuracy of all pairs by group, and the probes.
 * @returns where the outputs of each probe lie in a row of the ring
 */
export function recordEvaluation(
	recording: Recording,
	probes: readonly ProbeSpec[]
): readonly (readonly ProbeOutput[])[] {
	const { graph, sizes } = recording;
	const { pairCount } = sizes;
	graph.beginSegment('evaluate');
	const clock = graph.state('evaluate.clock', u32(1));
	const ring = graph.state('evaluate.ring', f32(EVALUATION_SLOTS, GROUP_COUNT, 2));
	const sinks = {
		loss: graph.state('evaluate.loss', f32(pairCount)),
		isCorrect: graph.state('evaluate.is_correct', f32(pairCount)),
		group: groupData(recording)
	};
	const pairs = evaluationChunks(pairCount).map(([start, rows]) =>
		recordChunk(recording, sinks, start, rows)
	);
	const outputs = recordProbes(recording, probes, pairs, clock);
	graph.apply(recordMetrics, [ring, clock, sinks.loss, sinks.isCorrect, sinks.group], {});
	return outputs;
}
