import { f32, u32, type NumericArray } from '../../core/tensor.ts';
import { compilePlan } from '../../graph/compile-plan.ts';
import { differentiate } from '../../graph/differentiate.ts';
import type { Plan } from '../../graph/plan.ts';
import { assignGradientSlots } from '../../graph/assign-gradient-slots.ts';
import type { ParameterSpec } from '../../models/define.ts';
import type { Tensor } from '../../ops/define.ts';
import { appendMetrics } from '../../ops/measures/append-metrics.ts';
import type { ProbeSpec } from '../../probes/define.ts';
import { probes as probeRegistry } from '../../probes/index.ts';
import type { Split, TaskExamples, TaskShape } from '../../tasks/define.ts';
import { MiniBatches } from '../data/mini-batch.ts';
import { buildEvaluation, type EvaluationOutputs } from '../evaluation/build-evaluation.ts';
import {
	startRunGraph,
	buildForward,
	buildModel,
	type RunGraph,
	type RunGraphOptions
} from './run-graph.ts';
import { buildUpdate } from './build-update.ts';
import { subjectOf, updateRules, type RunSpec } from '../run-spec.ts';

/** Updates that one burst can hold. */
export const BURST_UPDATES = 256;

/** Whether an update sees only some of the train examples. */
const isMini = ({ batchSize }: RunSpec, trainCount: number): boolean =>
	batchSize > 0 && batchSize < trainCount;

const batchTargetsOf = (spec: RunSpec, shape: TaskShape, trainCount: number): number =>
	(isMini(spec, trainCount) ? spec.batchSize : trainCount) * shape.positions.length;

/** A run ready to be loaded on a backend. */
export interface BuiltRun {
	readonly spec: RunSpec;
	readonly plan: Plan;
	/** Id of the model's formulation in the graph. */
	readonly formulation: string;
	readonly shape: TaskShape;
	readonly outputs: number;
	readonly trainCount: number;
	/** Number of targets of one update: its loss is the mean over them. */
	readonly batchTargets: number;
	/** Updates of an epoch: 1 with full batches. */
	readonly stepsPerEpoch: number;
	/** Absent with full batches. */
	readonly miniBatches: MiniBatches | undefined;
	/** The examples of a replica, made on first use. */
	readonly examples: (replica: number) => TaskExamples;
	readonly parameters: readonly ParameterSpec[];
	/** The split of a replica, made on first use. */
	readonly split: (replica: number) => Split;
	/** Group of every example of a replica: 0 for train, g + 1 for `shape.groups[g]`. */
	readonly groups: (replica: number) => Uint32Array;
	/** Probes that have a meaning for this task. */
	readonly probes: readonly ProbeSpec[];
	/** Where an evaluation stores their tensors, and the evidence for key frequencies. */
	readonly evaluation: EvaluationOutputs;
	/** Names of the flat buffers that a checkpoint holds. */
	readonly checkpointBuffers: readonly string[];
}

export interface BuildOptions extends RunGraphOptions {
	/** Build no training: existing weights are evaluated only. */
	readonly isEvaluationOnly?: boolean;
}

/**
 * Builds the forward pass that is trained on: over this step's mini-batch, or over all train
 * examples.
 */
function buildTrainForward(
	runGraph: RunGraph,
	trainCount: number,
	miniBatches: MiniBatches | undefined,
	clock: Tensor
) {
	if (miniBatches !== undefined) {
		const { batch, targets } = miniBatches.build(clock);
		return { ...buildModel(runGraph, runGraph.graph, batch), targets };
	}
	return buildForward(runGraph, {
		prefix: 'train.',
		rows: trainCount,
		isShared: false,
		chosen: (r) => runGraph.split(r).train
	});
}

function buildTraining(
	runGraph: RunGraph,
	trainCount: number,
	miniBatches: MiniBatches | undefined
) {
	const { graph, spec, flat, shape } = runGraph;
	const elements = graph.parameterElements;
	graph.beginSegment('train');
	const gradientsFlat = graph.state('gradients', f32(elements));
	const clock = graph.state('train.clock', u32(1));
	const ring = graph.state('train.ring', f32(BURST_UPDATES, 1, 2));
	const rows = batchTargetsOf(spec, shape, trainCount);
	const group = graph.data('train.group', u32(rows), true, () => new Uint32Array(rows));
	const { logits, targets } = buildTrainForward(runGraph, trainCount, miniBatches, clock);
	const { loss, isCorrect } = spec.loss.build(graph, logits, targets);
	const parameters = graph.slots.map(({ name }) => graph.parameter(name));
	const gradients = assignGradientSlots(
		graph,
		gradientsFlat,
		differentiate(graph, loss, parameters)
	);
	buildUpdate(updateRules(spec), {
		...{ graph, slots: runGraph.parameters, params: spec.params, clock },
		parameters: flat,
		gradients: gradientsFlat,
		steps: BURST_UPDATES
	});
	graph.apply(appendMetrics, [ring, clock, loss, isCorrect, group], {});
	return gradients;
}

/**
 * Builds, differentiates and compiles a run. It uses sizes only: nothing is allocated on a device,
 * and examples are made when `planData` reads them.
 */
export function buildRun(spec: RunSpec, options: BuildOptions = {}): BuiltRun {
	const runGraph = startRunGraph(spec, options);
	const { graph, shape, outputs, split, formulation, parameters } = runGraph;
	const trainCount = options.split === undefined ? shape.trainExamples : split(0).train.length;
	const subject = subjectOf(runGraph);
	const probes = probeRegistry.all.filter(
		({ id, refuse }) => !spec.switchedOff.includes(id) && refuse(subject) === undefined
	);
	const isTraining = options.isEvaluationOnly !== true;
	const miniBatches =
		isTraining && isMini(spec, trainCount)
			? new MiniBatches(runGraph, spec.batchSize, trainCount, BURST_UPDATES)
			: undefined;
	const gradients = isTraining ? buildTraining(runGraph, trainCount, miniBatches) : undefined;
	const evaluation = buildEvaluation(runGraph, probes);
	return {
		spec,
		formulation: formulation.id,
		shape,
		outputs,
		trainCount,
		batchTargets: batchTargetsOf(spec, shape, trainCount),
		stepsPerEpoch: miniBatches?.stepsPerEpoch ?? 1,
		miniBatches,
		examples: runGraph.examples,
		parameters,
		split,
		groups: runGraph.groups,
		probes,
		evaluation,
		plan: compilePlan(graph, {
			replicas: spec.replicas.length,
			...(gradients === undefined ? {} : { gradients })
		}),
		checkpointBuffers: [
			'parameters',
			...(isTraining ? updateRules(spec).flatMap((rule) => rule.state) : [])
		]
	};
}

/** The data to write before the first step, by tensor name, replica-major. */
export function* planData(plan: Plan): Generator<readonly [string, NumericArray]> {
	for (const { tensor, fill } of plan.sources) {
		const copies = tensor.shared ? 1 : plan.replicas;
		const parts = Array.from({ length: copies }, (_, replica) => fill(replica));
		const length = parts.reduce((sum, part) => sum + part.length, 0);
		const all = tensor.dtype === 'u32' ? new Uint32Array(length) : new Float64Array(length);
		let at = 0;
		for (const part of parts) {
			all.set(part, at);
			at += part.length;
		}
		yield [tensor.name, all];
	}
}
