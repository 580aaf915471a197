import { LabError } from '../core/lab-error.ts';
import { f32, padded } from '../core/tensor.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import type { Formulation, ParameterSpec } from '../models/define.ts';
import type { AdapterKind, IndexList, Tensor } from '../ops/define.ts';
import type { TaskSizes } from '../tasks/define.ts';
import type { ParamValue } from '../core/param-schema.ts';
import { createPairBatch } from './pair-batch.ts';
import type { RunSpec } from './run-spec.ts';
import { splitPairs, type Split } from './split.ts';

/** What recording the parts of a run needs. */
export interface Recording {
	readonly graph: GraphBuilder;
	readonly spec: RunSpec;
	readonly sizes: TaskSizes;
	readonly outputs: number;
	readonly split: (replica: number) => Split;
	/** Index lists that do not depend on pairs, shared by all batches. */
	readonly constants: Map<string, IndexList>;
	/** All parameters, flat [P]. */
	readonly flat: Tensor;
	readonly formulation: Formulation<Readonly<Record<string, ParamValue>>>;
	readonly parameters: readonly ParameterSpec[];
}

export interface RecordingOptions {
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
function formulationOf({ model }: RunSpec, options: RecordingOptions): Recording['formulation'] {
	const id = options.formulation ?? model.preferred[options.adapterKind ?? 'software'];
	const found = model.formulations.find((formulation) => formulation.id === id);
	if (found !== undefined) return found;
	const known = model.formulations.map((formulation) => formulation.id).join(', ');
	throw new LabError('bad-parameter', `formulation: expected one of ${known}, got "${id}"`);
}

/**
 * A graph with the parameters of a run, and everything that recording on it needs.
 * @throws LabError `bad-parameter` when the model has no such formulation
 */
export function beginRecording(spec: RunSpec, options: RecordingOptions): Recording {
	const sizes = spec.task.sizes(spec.params);
	const parameters = spec.model.parameters(spec.params, sizes);
	const graph = new GraphBuilder();
	for (const { name, shape } of parameters) graph.declareParameter(name, shape);
	const seeded = (replica: number) =>
		splitPairs(sizes, spec.fracTrain, spec.splitPairs, (spec.seeds.split + replica) >>> 0);
	return {
		graph,
		spec,
		sizes,
		outputs: spec.model.outputs(spec.params, sizes),
		split: memoize(options.split ?? seeded),
		constants: new Map(),
		flat: graph.state('parameters', f32(padded(graph.parameterElements))),
		formulation: formulationOf(spec, options),
		parameters
	};
}

/** Which pairs a forward pass is recorded over. */
interface ForwardOptions {
	/** Prefix of the data tensors' names. */
	readonly prefix: string;
	readonly rows: number;
	/** The same pairs for every replica. */
	readonly isShared: boolean;
	readonly pairs: (replica: number) => Uint32Array;
}

/** Records a forward pass of the run's model over rows of pairs. */
export function recordForward(recording: Recording, options: ForwardOptions) {
	const { graph, spec, sizes, constants } = recording;
	const { batch, targets } = createPairBatch(graph, {
		...options,
		residues: sizes.residues,
		answer: (a, b) => spec.task.answer(spec.params, a, b),
		constants
	});
	const { logits, activations } = recording.formulation.forward({
		recorder: graph,
		params: spec.params,
		sizes,
		batch,
		parameter: (name) => graph.parameter(name)
	});
	return { logits, targets, activations, batch };
}
