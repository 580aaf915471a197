import { LabError } from '../core/lab-error.ts';
import { axis, f32 } from '../core/tensor.ts';
import { copy } from '../ops/copy.ts';
import type { Tensor } from '../ops/define.ts';
import { compilePlan } from '../graph/compile-plan.ts';
import type { Plan } from '../graph/plan.ts';
import { views as viewRegistry } from '../views/index.ts';
import type { ViewContext, ViewSpec, ViewedPairs } from '../views/define.ts';
import { evaluationChunks, groupData, measureContext, recordPairs } from './record-pairs.ts';
import { beginRecording, type Recording, type RecordingOptions } from './recording.ts';
import type { RunSpec } from './run-spec.ts';

/** Looks into a run's mechanism, ready to be loaded on a backend. */
export interface BuiltViews {
	readonly recording: Recording;
	readonly plan: Plan;
	/** Views that have a meaning for this task, model and loss. */
	readonly views: readonly ViewSpec[];
	/** Names in the plan of the tensors that make up an output, by the output's name with its segment. */
	readonly outputs: ReadonlyMap<string, readonly string[]>;
}

function viewsOf(spec: RunSpec): readonly ViewSpec[] {
	const subject = { sizes: spec.task.sizes(spec.params), model: spec.model, loss: spec.loss };
	return viewRegistry.all.filter(({ refuse }) => refuse(subject) === undefined);
}

/** Ids of the views that have a meaning for a run. */
export const viewIds = (spec: RunSpec): readonly string[] => viewsOf(spec).map(({ id }) => id);

/** The segment of a view, and the prefix of its tensors. */
export const viewSegment = (id: string): string => `view.${id}`;

/** The forward pass over all pairs, which every view looks at. */
export const FORWARD = 'forward';

/** Rows of all pairs in one buffer. Parts begin at multiples of 64 pairs, so that any width is aligned. */
function joinRows(
	{ graph, sizes }: Recording,
	name: string,
	pairs: readonly ViewedPairs[],
	rows: readonly Tensor[]
): Tensor {
	const [first] = rows;
	if (first === undefined) throw new LabError('internal', `"${name}": no pairs to join`);
	if (rows.length === 1) return first;
	const columns = axis(first.shape, 1);
	const whole = graph.state(name, f32(sizes.pairCount, columns));
	pairs.forEach(({ start }, i) => {
		const part = rows[i] ?? first;
		const place = graph.slice(whole, `${name}.${String(i)}`, start * columns, part.shape);
		graph.apply(copy, [part], {}, { into: [place] });
	});
	return whole;
}

function recordView(
	recording: Recording,
	view: ViewSpec,
	pairs: readonly ViewedPairs[],
	outputs: Map<string, readonly Tensor[]>
): void {
	if (view.record === undefined) return;
	const { graph } = recording;
	const segment = viewSegment(view.id);
	graph.beginSegment(segment);
	const context: ViewContext = {
		...measureContext(recording),
		pairs,
		output(name, ...parts) {
			outputs.set(`${segment}.${name}`, parts);
		},
		joined: (name, of) => joinRows(recording, `${segment}.${name}`, pairs, pairs.map(of)),
		input: (name, shape, dtype = 'f32') => graph.state(`${segment}.${name}`, { shape, dtype })
	};
	view.record(context);
}

/**
 * Records the plain formulation over all pairs, and on it what every view needs: one segment each.
 * @param wanted ids of views; all without it
 * @throws LabError `internal` when the model has no formulation
 */
export function buildViews(
	spec: RunSpec,
	options: Omit<RecordingOptions, 'formulation'> = {},
	wanted?: readonly string[]
): BuiltViews {
	const plain = spec.model.formulations[0]?.id;
	if (plain === undefined) throw new LabError('internal', `${spec.model.id}: no formulation`);
	const recording = beginRecording({ ...spec, replicas: 1 }, { ...options, formulation: plain });
	const { graph, sizes } = recording;
	const views = viewsOf(spec).filter(({ id }) => wanted?.includes(id) ?? true);
	graph.beginSegment(FORWARD);
	const group = groupData(recording);
	const pairs = evaluationChunks(sizes.pairCount).map(([start, rows]) =>
		recordPairs(recording, group, start, rows)
	);
	const keep = pairs.flatMap(({ logits, activations }) => [logits, ...Object.values(activations)]);
	const recorded = new Map<string, readonly Tensor[]>();
	for (const view of views) recordView(recording, view, pairs, recorded);
	const outputs = new Map<string, readonly string[]>();
	const readable = new Map<string, Tensor>();
	for (const [name, parts] of recorded) {
		const names = parts.map((_, i) => `${name}.${String(i)}`);
		outputs.set(name, names);
		parts.forEach((part, i) => readable.set(`${name}.${String(i)}`, part));
	}
	const plan = compilePlan(graph, { replicas: 1, keep, outputs: readable });
	return { recording, plan, views, outputs };
}
