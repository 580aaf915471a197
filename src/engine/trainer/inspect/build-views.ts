import { LabError } from '../../core/lab-error.ts';
import { axis, f32, u32 } from '../../core/tensor.ts';
import { copy } from '../../ops/elementwise/copy.ts';
import type { Tensor } from '../../ops/define.ts';
import { compilePlan } from '../../graph/compile-plan.ts';
import type { Plan } from '../../graph/plan.ts';
import { views as viewRegistry } from '../../views/index.ts';
import type { ViewContext, ViewedExamples, ViewSpec } from '../../views/define.ts';
import {
	evaluationChunks,
	groupData,
	measureContext,
	buildExamples
} from '../build/build-examples.ts';
import { startRunGraph, type RunGraph, type RunGraphOptions } from '../build/run-graph.ts';
import { subjectOf, type RunSpec } from '../run-spec.ts';

/** Looks into a run's mechanism, ready to be loaded on a backend. */
export interface BuiltViews {
	readonly runGraph: RunGraph;
	readonly plan: Plan;
	/** Views that apply to this task, model and loss. */
	readonly views: readonly ViewSpec[];
	/**
	 * Names in the plan of the tensors that make up an output, by the output's name with its
	 * segment.
	 */
	readonly outputs: ReadonlyMap<string, readonly string[]>;
}

function viewsOf(spec: RunSpec): readonly ViewSpec[] {
	const subject = subjectOf({ spec, shape: spec.task.shape(spec.params) });
	return viewRegistry.all.filter(({ refuse }) => refuse(subject) === undefined);
}

/** Ids of the views that have a meaning for a run. */
export const viewIds = (spec: RunSpec): readonly string[] => viewsOf(spec).map(({ id }) => id);

/** The segment of a view, and the prefix of its tensors. */
export const viewSegment = (id: string): string => `view.${id}`;

/** The forward pass over all examples, which every view looks at. */
export const FORWARD = 'forward';

/**
 * Rows of all examples in one buffer. Chunks begin at multiples of 64 examples, so that any width
 * is aligned.
 */
function joinRows(
	{ graph, shape }: RunGraph,
	name: string,
	chunks: readonly ViewedExamples[],
	rows: readonly Tensor[]
): Tensor {
	const [first] = rows;
	if (first === undefined) throw new LabError('internal', `"${name}": no examples to join`);
	if (rows.length === 1) return first;
	const columns = axis(first.shape, 1);
	const whole = graph.state(name, f32(shape.examples, columns));
	chunks.forEach(({ start }, i) => {
		const from = rows[i] ?? first;
		const place = graph.slice(whole, `${name}.${String(i)}`, start * columns, from.shape);
		graph.apply(copy, [from], {}, { into: [place] });
	});
	return whole;
}

function buildView(
	runGraph: RunGraph,
	view: ViewSpec,
	chunks: readonly ViewedExamples[],
	outputs: Map<string, readonly Tensor[]>
): void {
	if (view.build === undefined) return;
	const { graph } = runGraph;
	const segment = viewSegment(view.id);
	graph.beginSegment(segment);
	const context: ViewContext = {
		...measureContext(runGraph),
		chunks,
		output(name, ...tensors) {
			outputs.set(`${segment}.${name}`, tensors);
		},
		joined: (name, of) => joinRows(runGraph, `${segment}.${name}`, chunks, chunks.map(of)),
		indices: (name, values) =>
			graph.tensors.get(`${segment}.${name}`) ??
			graph.data(`${segment}.${name}`, u32(values.length), true, () => values),
		input: (name, shape, dtype = 'f32') => graph.state(`${segment}.${name}`, { shape, dtype })
	};
	view.build(context);
}

/**
 * Builds the plain formulation over all examples, and on it one segment for every view.
 * @param wanted ids of views; all without it
 * @param spec of one replica: `aloneSpec`
 * @throws LabError `internal` when the model has no formulation, or the run several replicas
 */
export function buildViews(
	spec: RunSpec,
	options: Omit<RunGraphOptions, 'formulation'> = {},
	wanted?: readonly string[]
): BuiltViews {
	const plain = spec.model.formulations[0]?.id;
	if (plain === undefined) throw new LabError('internal', `${spec.model.id}: no formulation`);
	if (spec.replicas.length !== 1) {
		throw new LabError(
			'internal',
			`views: expected a run of one replica, got ${String(spec.replicas.length)}`
		);
	}
	const runGraph = startRunGraph(spec, { ...options, formulation: plain });
	const { graph, shape } = runGraph;
	const views = viewsOf(spec).filter(({ id }) => wanted?.includes(id) ?? true);
	graph.beginSegment(FORWARD);
	const group = groupData(runGraph);
	const chunks = evaluationChunks(shape.examples).map(([start, rows]) =>
		buildExamples(runGraph, group, start, rows)
	);
	const keep = chunks.flatMap(({ logits, activations }) => [logits, ...Object.values(activations)]);
	const tensors = new Map<string, readonly Tensor[]>();
	for (const view of views) buildView(runGraph, view, chunks, tensors);
	const outputs = new Map<string, readonly string[]>();
	const readable = new Map<string, Tensor>();
	for (const [name, pieces] of tensors) {
		const names = pieces.map((_, i) => `${name}.${String(i)}`);
		outputs.set(name, names);
		pieces.forEach((piece, i) => readable.set(`${name}.${String(i)}`, piece));
	}
	const plan = compilePlan(graph, { replicas: 1, keep, outputs: readable });
	return { runGraph, plan, views, outputs };
}
