import { LabError } from '../core/lab-error.ts';
import { f32, padded, u32, type NumericArray } from '../core/tensor.ts';
import { compilePlan } from '../graph/compile-plan.ts';
import { differentiate } from '../graph/differentiate.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import type { Plan } from '../graph/plan.ts';
import { settleGradients } from '../graph/settle-gradients.ts';
import type { ModelSpec, ParameterSpec } from '../models/define.ts';
import type { AdapterKind, IndexList, Tensor } from '../ops/define.ts';
import { appendRows } from '../ops/append-rows.ts';
import { recordMetrics } from '../ops/record-metrics.ts';
import type { ProbeSpec } from '../probes/define.ts';
import { probes as probeRegistry } from '../probes/index.ts';
import type { TaskSizes } from '../tasks/define.ts';
import { trainPairCount } from '../tasks/train-pair-count.ts';
import { createPairBatch } from './pair-batch.ts';
import type { RunSpec } from './run-spec.ts';
import { evaluationGroups, GROUP_COUNT, splitPairs, type Split } from './split.ts';

/** Updates, and evaluations, that one batch of work can hold. */
export const TRAIN_SLOTS = 256;
export const EVALUATION_SLOTS = 32;

/**
 * Pairs evaluated at a time: bounds memory, and does not depend on the replicas. A multiple of 64. Beyond p = 1024 the
 * chunks grow instead of their number, so that a size no adapter holds is refused at once, not after seconds of recording.
 */
const EVALUATION_CHUNK = 4096;
const MOST_CHUNKS = 256;
const chunkOf = (pairCount: number) =>
	Math.max(EVALUATION_CHUNK, padded(Math.ceil(pairCount / MOST_CHUNKS)));

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
	/** Names of the flat buffers that a checkpoint holds. */
	readonly checkpointBuffers: readonly string[];
}

export interface BuildOptions {
	/** The model's formulation by id; without it the committed table decides by the kind of adapter. */
	readonly formulation?: string | undefined;
	/** `software` when nothing is said: the reference backend follows it. */
	readonly adapterKind?: AdapterKind;
	/** Train pairs given from outside, by replica: used as they are, in their order. */
	readonly split?: (replica: number) => Split;
}

function memoize<T>(make: (replica: number) => T): (replica: number) => T {
	const made = new Map<number, T>();
	return (replica) => {
		const known = made.get(replica);
		if (known !== undefined) return known;
		const value = make(replica);
		made.set(replica, value);
		return value;
	};
}

/** @throws LabError `bad-parameter` when the model has no such formulation */
function formulationOf({ model }: RunSpec, options: BuildOptions): Recording['formulation'] {
	const id = options.formulation ?? model.preferred[options.adapterKind ?? 'software'];
	const found = model.formulations.find((formulation) => formulation.id === id);
	if (found !== undefined) return found;
	const known = model.formulations.map((formulation) => formulation.id).join(', ');
	throw new LabError('bad-parameter', `formulation: expected one of ${known}, got "${id}"`);
}

/** What recording the parts of a run needs. */
interface Recording {
	readonly graph: GraphBuilder;
	readonly spec: RunSpec;
	readonly sizes: TaskSizes;
	readonly outputs: number;
	readonly split: (replica: number) => Split;
	readonly constants: Map<string, IndexList>;
	readonly flat: Tensor;
	readonly formulation: ModelSpec['formulations'][number];
}

function forward(
	recording: Recording,
	prefix: string,
	rows: number,
	isShared: boolean,
	pairs: (replica: number) => Uint32Array
) {
	const { graph, spec, sizes, constants } = recording;
	const { batch, targets } = createPairBatch(graph, {
		prefix,
		rows,
		residues: sizes.residues,
		isShared,
		pairs,
		answer: (a, b) => spec.task.answer(spec.params, a, b),
		constants
	});
	const { logits } = recording.formulation.forward({
		recorder: graph,
		params: spec.params,
		sizes,
		batch,
		parameter: (name) => graph.parameter(name)
	});
	return { logits, targets };
}

function recordTraining(recording: Recording, trainCount: number) {
	const { graph, spec, split, flat } = recording;
	const elements = graph.parameterElements;
	graph.beginSegment('train');
	const gradientsFlat = graph.state('gradients', f32(elements));
	const clock = graph.state('train.clock', u32(1));
	const ring = graph.state('train.ring', f32(TRAIN_SLOTS, 1, 2));
	const schedule = graph.state('schedule', f32(TRAIN_SLOTS, spec.optimizer.scalarCount));
	const state = Object.fromEntries(
		spec.optimizer.state.map((name) => [name, graph.state(name, f32(elements))])
	);
	const group = graph.data('train.group', u32(trainCount), true, () => new Uint32Array(trainCount));
	const { logits, targets } = forward(
		recording,
		'train.',
		trainCount,
		false,
		(r) => split(r).train
	);
	const { loss, isCorrect } = spec.loss.build(graph, logits, targets);
	const parameters = graph.slots.map(({ name }) => graph.parameter(name));
	const gradients = settleGradients(graph, gradientsFlat, differentiate(graph, loss, parameters));
	spec.optimizer.build({
		recorder: graph,
		parameters: flat,
		gradients: gradientsFlat,
		state,
		schedule,
		clock
	});
	graph.apply(recordMetrics, [ring, clock, loss, isCorrect, group], {});
	return gradients;
}

function recordEvaluation(recording: Recording, probes: readonly ProbeSpec[]): void {
	const { graph, spec, sizes, split, flat } = recording;
	const { pairCount, residues } = sizes;
	graph.beginSegment('evaluate');
	const clock = graph.state('evaluate.clock', u32(1));
	const ring = graph.state('evaluate.ring', f32(EVALUATION_SLOTS, GROUP_COUNT, 2));
	const loss = graph.state('evaluate.loss', f32(pairCount));
	const isCorrect = graph.state('evaluate.is_correct', f32(pairCount));
	const group = graph.data('evaluate.group', u32(pairCount), false, (replica) =>
		evaluationGroups(split(replica), residues)
	);
	const chunk = chunkOf(pairCount);
	for (let start = 0; start < pairCount; start += chunk) {
		const rows = Math.min(chunk, pairCount - start);
		const prefix = `evaluate.${String(start)}.`;
		const pairs = () => Uint32Array.from({ length: rows }, (_, i) => start + i);
		const { logits, targets } = forward(recording, prefix, rows, true, pairs);
		spec.loss.build(graph, logits, targets, {
			loss: graph.slice(loss, `${prefix}loss`, start, [rows]),
			isCorrect: graph.slice(isCorrect, `${prefix}is_correct`, start, [rows])
		});
	}
	for (const probe of probes) {
		const values = probe.record({
			recorder: graph,
			sizes,
			parameters: flat,
			role: (name) => graph.parameter(spec.model.roles[name]),
			constant: (name, shape, fill): Tensor =>
				graph.tensors.get(name) ?? graph.data(name, { shape, dtype: 'f32' }, true, fill)
		});
		const probeRing = graph.state(`probe.${probe.id}`, f32(EVALUATION_SLOTS, ...values.shape));
		graph.apply(appendRows, [probeRing, values, clock], {});
	}
	graph.apply(recordMetrics, [ring, clock, loss, isCorrect, group], {});
}

/**
 * Records, differentiates and compiles a run. From sizes alone: nothing is allocated on a device, and no
 * pairs are listed before the plan's data are asked for.
 */
export function buildRun(spec: RunSpec, options: BuildOptions = {}): BuiltRun {
	const sizes = spec.task.sizes(spec.params);
	const outputs = spec.model.outputs(spec.params, sizes);
	const parameters = spec.model.parameters(spec.params, sizes);
	const split = memoize(
		options.split ??
			((replica) =>
				splitPairs(sizes, spec.fracTrain, spec.splitPairs, (spec.seeds.split + replica) >>> 0))
	);
	const trainCount =
		options.split === undefined
			? trainPairCount(sizes, spec.fracTrain, spec.splitPairs)
			: split(0).train.length;
	const probes = probeRegistry.all.filter((probe) => probe.refuse(sizes) === undefined);
	const graph = new GraphBuilder();
	for (const { name, shape } of parameters) graph.declareParameter(name, shape);
	const flat = graph.state('parameters', f32(padded(graph.parameterElements)));
	const formulation = formulationOf(spec, options);
	const constants = new Map<string, IndexList>();
	const recording = { graph, spec, sizes, outputs, split, constants, flat, formulation };
	const gradients = recordTraining(recording, trainCount);
	recordEvaluation(recording, probes);
	return {
		spec,
		formulation: formulation.id,
		sizes,
		outputs,
		trainCount,
		parameters,
		split,
		probes,
		plan: compilePlan(graph, { replicas: spec.replicas, gradients }),
		checkpointBuffers: ['parameters', ...spec.optimizer.state]
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
