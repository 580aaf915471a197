import { LabError } from '../../core/lab-error.ts';
import { elementCount, f32, u32 } from '../../core/tensor.ts';
import { rootOf } from '../../graph/graph-builder.ts';
import { appendRows, MOST_APPENDED } from '../../ops/measures/append-rows.ts';
import type { Tensor } from '../../ops/define.ts';
import type { TaskShape } from '../../tasks/define.ts';
import { appendMetrics } from '../../ops/measures/append-metrics.ts';
import type { EvidenceKind } from '../../key-rules/define.ts';
import type { EvaluatedExamples, ProbeContext, ProbeSpec } from '../../probes/define.ts';
import { evidenceOf, refuseFrequencies } from '../../probes/common-tensors.ts';
import {
	chunkPrefix,
	evaluationChunks,
	groupData,
	measureContext,
	buildExamples,
	targetCount
} from '../build/build-examples.ts';
import type { RunGraph } from '../build/run-graph.ts';

/** Evaluation groups: train, and the task's test groups. */
export const groupCount = ({ groups }: TaskShape): number => 1 + groups.length;

/** Evaluations that one burst can hold. */
export const BURST_EVALUATIONS = 32;

/** Name of the ring [entries, width] with a row of all tensors of probes. */
export const PROBE_RING = 'evaluate.probes';

/** Place of a tensor in a row of the ring. */
export interface ProbeOutput {
	readonly offset: number;
	readonly width: number;
}

/** Where an evaluation stores the tensors of probes and rules. */
export interface EvaluationOutputs {
	/** By probe, in their order. */
	readonly probes: readonly (readonly ProbeOutput[])[];
	readonly evidence: Readonly<Partial<Record<EvidenceKind, ProbeOutput>>>;
}

/** What the chunks of an evaluation write to. */
interface Sinks {
	readonly loss: Tensor;
	readonly isCorrect: Tensor;
	readonly group: Tensor;
}

function buildChunk(
	runGraph: RunGraph,
	sinks: Sinks,
	start: number,
	rows: number
): EvaluatedExamples {
	const { graph, spec, shape } = runGraph;
	const chunk = buildExamples(runGraph, sinks.group, start, rows);
	const prefix = chunkPrefix(start);
	const perExample = shape.positions.length;
	const [at, size] = [start * perExample, [rows * perExample]];
	spec.loss.build(graph, chunk.logits, chunk.targets, {
		loss: graph.slice(sinks.loss, `${prefix}loss`, at, size),
		isCorrect: graph.slice(sinks.isCorrect, `${prefix}is_correct`, at, size)
	});
	return chunk;
}

/**
 * Evidence that the rules of key frequencies find at every evaluation, whichever probes are
 * switched off: what is cheap, what the run's own rule needs, and what a probe builds anyway.
 */
function evidenceKinds(context: ProbeContext, probes: readonly ProbeSpec[]): Set<EvidenceKind> {
	if (refuseFrequencies(context) !== undefined) return new Set();
	const built = probes.flatMap(({ evidence }) => evidence ?? []);
	const { model, params, shape } = context;
	const cheap =
		model.neurons?.(params, shape)?.logitMap === undefined ? [] : (['neuronLogitMap'] as const);
	return new Set(['embedding', ...cheap, context.keyEvidence, ...built]);
}

/** Appends a row to the ring: every tensor once, even if several probes read it. */
function appendRow(
	{ graph }: RunGraph,
	measured: readonly Tensor[],
	clock: Tensor
): ReadonlyMap<Tensor, ProbeOutput> {
	const outputs = new Map<Tensor, ProbeOutput>();
	let total = 0;
	for (const tensor of measured) {
		if (outputs.has(tensor)) continue;
		const width = elementCount(tensor.shape);
		outputs.set(tensor, { offset: total, width });
		total += width;
	}
	if (total === 0) return outputs;
	const ring = graph.state(PROBE_RING, f32(BURST_EVALUATIONS, total));
	const tensors = [...outputs];
	for (let i = 0; i < tensors.length; i += MOST_APPENDED) {
		const row = tensors.slice(i, i + MOST_APPENDED);
		const inputs = [ring, clock, ...row.map(([tensor]) => tensor)];
		graph.apply(appendRows, inputs, { count: row.length, at: row[0]?.[1].offset ?? 0 });
	}
	return outputs;
}

/** Builds the probes and the evidence for key frequencies. */
function buildMeasures(
	runGraph: RunGraph,
	probes: readonly ProbeSpec[],
	chunks: readonly EvaluatedExamples[],
	clock: Tensor
): EvaluationOutputs {
	const context: ProbeContext = { ...measureContext(runGraph), chunks };
	const byProbe = probes.map((probe) => probe.build(context).map(rootOf));
	const evidence = Array.from(
		evidenceKinds(context, probes),
		(kind) => [kind, rootOf(evidenceOf(context, kind))] as const
	);
	const all = [...byProbe.flat(), ...evidence.map(([, tensor]) => tensor)];
	const outputs = appendRow(runGraph, all, clock);
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
 * Builds the segment `evaluate`: loss and accuracy of all examples by group, the probes, and the
 * evidence for key frequencies.
 * @returns the places of the measured tensors in a row of the ring
 */
export function buildEvaluation(
	runGraph: RunGraph,
	probes: readonly ProbeSpec[]
): EvaluationOutputs {
	const { graph, shape } = runGraph;
	const targets = targetCount(shape);
	graph.beginSegment('evaluate');
	const clock = graph.state('evaluate.clock', u32(1));
	const ring = graph.state('evaluate.ring', f32(BURST_EVALUATIONS, groupCount(shape), 2));
	const sinks = {
		loss: graph.state('evaluate.loss', f32(targets)),
		isCorrect: graph.state('evaluate.is_correct', f32(targets)),
		group: groupData(runGraph)
	};
	const chunks = evaluationChunks(shape.examples).map(([start, rows]) =>
		buildChunk(runGraph, sinks, start, rows)
	);
	const outputs = buildMeasures(runGraph, probes, chunks, clock);
	graph.apply(appendMetrics, [ring, clock, sinks.loss, sinks.isCorrect, sinks.group], {});
	return outputs;
}
