import { LabError } from '../../core/lab-error.ts';
import { createRng } from '../../core/rng.ts';
import { f32, padded } from '../../core/tensor.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import type { Batch, Formulation, ParameterSpec } from '../../models/define.ts';
import type { AdapterKind, IndexList, Tensor } from '../../ops/define.ts';
import type { Split, TaskExamples, TaskShape } from '../../tasks/define.ts';
import type { ParamValue } from '../../core/param-schema.ts';
import { createExampleBatch } from './example-batch.ts';
import { labelNoiseOf, noisyLabels } from '../data/label-noise.ts';
import { hasLabelNoise, replicaOf, type RunSpec } from '../run-spec.ts';

/** The graph of a run while it is built, with all that its builders read. */
export interface RunGraph {
	readonly graph: GraphBuilder;
	readonly spec: RunSpec;
	readonly shape: TaskShape;
	readonly outputs: number;
	/** Of a replica, made on first use. */
	readonly examples: (replica: number) => TaskExamples;
	/** The targets of a replica's examples, some train ones replaced if it has label noise. */
	readonly labels: (replica: number) => Uint32Array;
	readonly split: (replica: number) => Split;
	/** Group of every example of a replica: 0 for train, g + 1 for `shape.groups[g]`. */
	readonly groups: (replica: number) => Uint32Array;
	/** Index lists that do not depend on examples, shared by all batches. */
	readonly constants: Map<string, IndexList>;
	/** All parameters, flat [P]. */
	readonly flat: Tensor;
	readonly formulation: Formulation<Readonly<Record<string, ParamValue>>>;
	readonly parameters: readonly ParameterSpec[];
}

export interface RunGraphOptions {
	/**
	 * The model's formulation by id; without it the committed table decides by the kind of adapter.
	 */
	readonly formulation?: string | undefined;
	/** Default: `software`, which is also used for the reference backend. */
	readonly adapterKind?: AdapterKind;
	/**
	 * A split from outside, by replica: its train examples are used as they are, in their order.
	 */
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
function formulationOf(
	{ model, params }: RunSpec,
	options: RunGraphOptions
): RunGraph['formulation'] {
	const id = options.formulation ?? model.preferred(params)[options.adapterKind ?? 'software'];
	const found = model.formulations.find((formulation) => formulation.id === id);
	if (found !== undefined) return found;
	const known = model.formulations.map((formulation) => formulation.id).join(', ');
	throw new LabError('bad-parameter', `formulation: expected one of ${known}, got "${id}"`);
}

/** Examples, labels, split and groups of every replica. */
function dataOf(
	spec: RunSpec,
	shape: TaskShape,
	givenSplit: RunGraphOptions['split']
): Pick<RunGraph, 'examples' | 'labels' | 'split' | 'groups'> {
	const { task } = spec;
	const paramsOf = (replica: number) => replicaOf(spec, replica).params;
	const streams = (replica: number) => (stream: Parameters<typeof createRng>[1]) =>
		createRng(replicaOf(spec, replica).seeds.split, stream);
	const seeded = memoize((replica) => task.examples(paramsOf(replica), streams(replica)));
	const split = memoize(
		givenSplit ?? ((replica) => task.split(paramsOf(replica), streams(replica)))
	);
	const examples = shape.isExhaustive ? () => seeded(0) : seeded;
	return {
		examples,
		labels: memoize((replica) =>
			noisyLabels(
				shape,
				examples(replica).targets,
				split(replica).train,
				labelNoiseOf(paramsOf(replica)),
				streams(replica)('label-noise')
			)
		),
		split,
		groups: memoize((replica) => task.groups(paramsOf(replica), split(replica)))
	};
}

/**
 * A graph that has the parameters of a run, and no ops yet.
 * @throws LabError `bad-parameter` when the model has no such formulation
 */
export function startRunGraph(spec: RunSpec, options: RunGraphOptions): RunGraph {
	const shape = spec.task.shape(spec.params);
	const parameters = spec.model.parameters(spec.params, shape);
	const graph = new GraphBuilder();
	for (const { name, shape: size } of parameters) graph.declareParameter(name, size);
	return {
		graph,
		spec,
		shape,
		outputs: spec.model.outputs(spec.params, shape),
		...dataOf(spec, shape, options.split),
		constants: new Map(),
		flat: graph.state('parameters', f32(padded(graph.parameterElements))),
		formulation: formulationOf(spec, options),
		parameters
	};
}

/** Which examples a forward pass is built over. */
interface ForwardOptions {
	/** Prefix of the data tensors' names. */
	readonly prefix: string;
	readonly rows: number;
	/** The same examples for every replica. */
	readonly isShared: boolean;
	readonly chosen: (replica: number) => Uint32Array;
}

/** Builds the run's model on a batch of examples. */
export function buildModel(
	{ spec, shape, formulation }: Pick<RunGraph, 'spec' | 'shape' | 'formulation'>,
	graph: GraphBuilder,
	batch: Batch
) {
	return formulation.forward({
		graph,
		params: spec.params,
		shape,
		batch,
		constant: (name, size, fill) =>
			graph.tensors.get(name) ?? graph.data(name, f32(...size), true, fill),
		parameter: (name) => graph.parameter(name)
	});
}

/** Builds a forward pass of the run's model over examples. */
export function buildForward(runGraph: RunGraph, options: ForwardOptions) {
	const { graph, spec, shape, examples, labels, constants } = runGraph;
	const { batch, targets } = createExampleBatch(graph, {
		...{ ...options, shape, examples, labels, constants },
		hasSharedLabels: options.isShared && !hasLabelNoise(spec)
	});
	return { ...buildModel(runGraph, graph, batch), targets, batch };
}
