import { f32, u32, type NumericArray } from '../core/tensor.ts';
import { compilePlan } from '../graph/compile-plan.ts';
import { differentiate } from '../graph/differentiate.ts';
import type { Plan } from '../graph/plan.ts';
import { settleGradients } from '../graph/settle-gradients.ts';
import type { ParameterSpec } from '../models/define.ts';
import { recordMetrics } from '../ops/record-metrics.ts';
import type { ProbeSpec } from '../probes/define.ts';
import { probes as probeRegistry } from '../probes/index.ts';
import type { TaskSizes } from '../tasks/define.ts';
import { trainPairCount } from '../tasks/train-pair-count.ts';
import { recordEvaluation, type EvaluationOutputs } from './record-evaluation.ts';
import {
	beginRecording,
	recordForward,
	type Recording,
	type RecordingOptions
} from './recording.ts';
import { recordUpdate } from './record-update.ts';
import { updateRules, type RunSpec } from './run-spec.ts';
import type { Split } from './split.ts';

/** Updates that one batch of work can hold. */
export const TRAIN_SLOTS = 256;

/** A run ready to be loaded on a backend. */
export interface BuiltRun {
	readonly spec: RunSpec;
	readonly plan: Plan;
	/** Id of the model's formulation that was recorded. */
	readonly formulation: string;
	readonly sizes: TaskSizes;
	readonly outputs: number;
	readonly trainCount: number;
	readonly parameters: readonly ParameterSpec[];
	/** The split of a replica, made on first use. */
	readonly split: (replica: number) => Split;
	/** Probes that have a meaning for this task. */
	readonly probes: readonly ProbeSpec[];
	/** Where an evaluation leaves what they recorded, and what key frequencies are told from. */
	readonly evaluation: EvaluationOutputs;
	/** Names of the flat buffers that a checkpoint holds. */
	readonly checkpointBuffers: readonly string[];
}

export interface BuildOptions extends RecordingOptions {
	/** Record no training: for weights of another time, looked at while the run goes on. */
	readonly isEvaluationOnly?: boolean;
}

function recordTraining(recording: Recording, trainCount: number) {
	const { graph, spec, split, flat } = recording;
	const elements = graph.parameterElements;
	graph.beginSegment('train');
	const gradientsFlat = graph.state('gradients', f32(elements));
	const clock = graph.state('train.clock', u32(1));
	const ring = graph.state('train.ring', f32(TRAIN_SLOTS, 1, 2));
	const group = graph.data('train.group', u32(trainCount), true, () => new Uint32Array(trainCount));
	const { logits, targets } = recordForward(recording, {
		prefix: 'train.',
		rows: trainCount,
		isShared: false,
		pairs: (r) => split(r).train
	});
	const { loss, isCorrect } = spec.loss.build(graph, logits, targets);
	const parameters = graph.slots.map(({ name }) => graph.parameter(name));
	const gradients = settleGradients(graph, gradientsFlat, differentiate(graph, loss, parameters));
	recordUpdate(updateRules(spec), {
		...{ graph, slots: recording.parameters, params: spec.params, clock },
		parameters: flat,
		gradients: gradientsFlat,
		steps: TRAIN_SLOTS
	});
	graph.apply(recordMetrics, [ring, clock, loss, isCorrect, group], {});
	return gradients;
}

/**
 * Records, differentiates and compiles a run. From sizes alone: nothing is allocated on a device, and no
 * pairs are listed before the plan's data are asked for.
 */
export function buildRun(spec: RunSpec, options: BuildOptions = {}): BuiltRun {
	const recording = beginRecording(spec, options);
	const { graph, sizes, outputs, split, formulation, parameters } = recording;
	const trainCount =
		options.split === undefined
			? trainPairCount(sizes, spec.fracTrain, spec.splitPairs)
			: split(0).train.length;
	const subject = { sizes, model: spec.model, loss: spec.loss };
	const probes = probeRegistry.all.filter(
		({ id, refuse }) => !spec.switchedOff.includes(id) && refuse(subject) === undefined
	);
	const isTraining = options.isEvaluationOnly !== true;
	const gradients = isTraining ? recordTraining(recording, trainCount) : undefined;
	const evaluation = recordEvaluation(recording, probes);
	return {
		spec,
		formulation: formulation.id,
		sizes,
		outputs,
		trainCount,
		parameters,
		split,
		probes,
		evaluation,
		plan: compilePlan(graph, {
			replicas: spec.replicas,
			...(gradients === undefined ? {} : { gradients })
		}),
		checkpointBuffers: [
			'parameters',
			...(isTraining ? updateRules(spec).flatMap((rule) => rule.state) : [])
		]
	};
}

/** The plan's data by tensor name, replica-major: what a session is filled with before the first step. */
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
