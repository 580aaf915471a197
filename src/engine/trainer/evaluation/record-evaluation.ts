import { LabError } from '../../core/lab-error.ts';
import { elementCount, f32, u32 } from '../../core/tensor.ts';
import { rootOf } from '../../graph/graph-builder.ts';
import { appendRows, MOST_APPENDED } from '../../ops/measures/append-rows.ts';
import type { Tensor } from '../../ops/define.ts';
import type { TaskShape } from '../../tasks/define.ts';
import { recordMetrics } from '../../ops/measures/record-metrics.ts';
import type { EvidenceKind } from '../../key-rules/define.ts';
import type { EvaluatedExamples, ProbeContext, ProbeSpec } from '../../probes/define.ts';
import { evidenceOf, refuseFrequencies } from '../../probes/recordings.ts';
import {
	chunkPrefix,
	evaluationChunks,
	groupData,
	measureContext,
	recordExamples,
	targetCount
} from '../build/record-examples.ts';
import type { Recording } from '../build/recording.ts';

/** Evaluation groups: train, and the task's parts of the test. */
export const groupCount = ({ groups }: TaskShape): number => 1 + groups.length;

/** Evaluations that one batch of work can hold. */
export const EVALUATION_SLOTS = 32;

/** Name of the ring [slots, width] with a row of everything that probes recorded. */
export const PROBE_RING = 'evaluate.probes';

/** Place of a tensor in a row of the ring. */
export interface ProbeOutput {
	readonly offset: number;
	readonly width: number;
}

/** Where an evaluation leaves what was recorded. */
export interface EvaluationOutputs {
	/** By probe, in their order. */
	readonly probes: readonly (readonly ProbeOutput[])[];
	readonly evidence: Readonly<Partial<Record<EvidenceKind, ProbeOutput>>>;
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
): EvaluatedExamples {
	const { graph, spec, shape } = recording;
	const part = recordExamples(recording, sinks.group, start, rows);
	const prefix = chunkPrefix(start);
	const perExample = shape.positions.length;
	const [at, size] = [start * perExample, [rows * perExample]];
	spec.loss.build(graph, part.logits, part.targets, {
		loss: graph.slice(sinks.loss, `${prefix}loss`, at, size),
		isCorrect: graph.slice(sinks.isCorrect, `${prefix}is_correct`, at, size)
	});
	return part;
}

/**
 * Evidence that the rules of key frequencies find at every evaluation, whichever probes are
 * switched off: what is cheap, what the run's own rule needs, and what a probe records anyway.
 */
function evidenceKinds(context: ProbeContext, probes: readonly ProbeSpec[]): Set<EvidenceKind> {
	if (refuseFrequencies(context) !== undefined) return new Set();
	const recorded = probes.flatMap(({ evidence }) => evidence ?? []);
	const { model, params, shape } = context;
	const cheap =
		model.neurons?.(params, shape)?.logitMap === undefined ? [] : (['neuronLogitMap'] as const);
	return new Set(['embedding', ...cheap, context.keyEvidence, ...recorded]);
}

/** Appends a row to the ring: every tensor once, even if several probes read it. */
function appendRow(
	{ graph }: Recording,
	recorded: readonly Tensor[],
	clock: Tensor
): ReadonlyMap<Tensor, ProbeOutput> {
	const outputs = new Map<Tensor, ProbeOutput>();
	let total = 0;
	for (const tensor of recorded) {
		if (outputs.has(tensor)) continue;
		const width = elementCount(tensor.shape);
		outputs.set(tensor, { offset: total, width });
		total += width;
	}
	if (total === 0) return outputs;
	const ring = graph.state(PROBE_RING, f32(EVALUATION_SLOTS, total));
	const tensors = [...outputs];
	for (let i = 0; i < tensors.length; i += MOST_APPENDED) {
		const part = tensors.slice(i, i + MOST_APPENDED);
		const inputs = [ring, clock, ...part.map(([tensor]) => tensor)];
		graph.apply(appendRows, inputs, { count: part.length, at: part[0]?.[1].offset ?? 0 });
	}
	return outputs;
}

/** Records the probes and the evidence for key frequencies. */
function recordMeasures(
	recording: Recording,
	probes: readonly ProbeSpec[],
	parts: readonly EvaluatedExamples[],
	clock: Tensor
): EvaluationOutputs {
	const context: ProbeContext = { ...measureContext(recording), parts };
	const byProbe = probes.map((probe) => probe.record(context).map(rootOf));
	const evidence = Array.from(
		evidenceKinds(context, probes),
		(kind) => [kind, rootOf(evidenceOf(context, kind))] as const
	);
	const all = [...byProbe.flat(), ...evidence.map(([, tensor]) => tensor)];
	const outputs = appendRow(recording, all, clock);
	const placeOf = (tensor: Tensor) => {
		const output = outputs.get(tensor);
		if (output === undefined) throw new LabError('internal', `"${tensor.name}" has no place`);
		return output;
	};
	return {
		probes: byProbe.map((tensors) => tensors.map(placeOf)),
		evidence: Object.fromEntries(evidence.map(([kind, tensor]) => [kind, placeOf(tensor)]))
	};
}

/**
 * Records the segment `evaluate`: loss and accuracy of all examples by group, the probes, and the
 * evidence for key frequencies.
 * @returns the places of the recorded tensors in a row of the ring
 */
export function recordEvaluation(
	recording: Recording,
	probes: readonly ProbeSpec[]
): EvaluationOutputs {
	const { graph, shape } = recording;
	const targets = targetCount(shape);
	graph.beginSegment('evaluate');
	const clock = graph.state('evaluate.clock', u32(1));
	const ring = graph.state('evaluate.ring', f32(EVALUATION_SLOTS, groupCount(shape), 2));
	const sinks = {
		loss: graph.state('evaluate.loss', f32(targets)),
		isCorrect: graph.state('evaluate.is_correct', f32(targets)),
		group: groupData(recording)
	};
	const parts = evaluationChunks(shape.examples).map(([start, rows]) =>
		recordChunk(recording, sinks, start, rows)
	);
	const outputs = recordMeasures(recording, probes, parts, clock);
	graph.apply(recordMetrics, [ring, clock, sinks.loss, sinks.isCorrect, sinks.group], {});
	return outputs;
}
