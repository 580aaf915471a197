import { LabError } from '../../core/lab-error.ts';
import { elementCount, f32, padded, u32 } from '../../core/tensor.ts';
import { gatherColumns } from '../../ops/rows/gather-columns.ts';
import type { IndexList, Tensor } from '../../ops/define.ts';
import type { EvaluatedExamples, PairClass, ProbeContext } from '../../probes/define.ts';
import { frequencyOrder } from '../../probes/cyclic-group.ts';
import { decidingEvidence, keySettingSize } from '../../probes/key-rule.ts';
import type { TaskShape } from '../../tasks/define.ts';
import type { ViewedExamples } from '../../views/define.ts';
import { listEntries, targetsOf } from './example-batch.ts';
import { classOfPair } from '../data/pair-classes.ts';
import { logitGradients } from './logit-gradients.ts';
import { buildForward, type RunGraph } from './run-graph.ts';
import { hasLabelNoise, subjectOf } from '../run-spec.ts';

/**
 * Examples evaluated at a time: bounds memory, and does not depend on the replicas. A multiple of
 * 64. Beyond 1024 x 1024 the chunks grow instead of their number, so that a size no adapter holds
 * is refused at once, not after seconds of building.
 */
const EVALUATION_CHUNK = 4096;
const MOST_CHUNKS = 256;

/** Prefix of the data of the chunk that begins with this example. */
export const chunkPrefix = (start: number): string => `evaluate.${String(start)}.`;

/** The examples in chunks of bounded size: [first example, rows]. */
export function evaluationChunks(examples: number): readonly (readonly [number, number])[] {
	const size = Math.max(EVALUATION_CHUNK, padded(Math.ceil(examples / MOST_CHUNKS)));
	return Array.from({ length: Math.ceil(examples / size) }, (_, i) => [
		i * size,
		Math.min(size, examples - i * size)
	]);
}

/** Targets of all examples. */
export const targetCount = ({ examples, positions }: TaskShape): number =>
	examples * positions.length;

/** Evaluation group of every target, by replica. */
export function groupData({ graph, shape, groups }: RunGraph): Tensor {
	const perExample = shape.positions.length;
	return graph.data('evaluate.group', u32(targetCount(shape)), false, (replica) => {
		const each = groups(replica);
		const all = Uint32Array.from({ length: each.length }, (_, i) => i);
		return listEntries(all, perExample, (i) => new Uint32Array(perExample).fill(each[i] ?? 0));
	});
}

/** Columns of `elementLogits`. */
export const elementColumns = ({ shape, outputs }: Pick<RunGraph, 'shape' | 'outputs'>): number =>
	shape.structure.kind === 'cyclic' ? (shape.structure.elements?.length ?? outputs) : outputs;

/**
 * Logits and targets by element of the task's cyclic group, where its elements are not the tokens
 * themselves.
 */
function elementsOf(
	{ graph, spec, shape: { structure } }: RunGraph,
	logits: Tensor,
	targets: Tensor,
	classes: EvaluatedExamples['classes']
): Pick<EvaluatedExamples, 'elementLogits' | 'elementTargets'> {
	const elements = structure.kind === 'cyclic' ? structure.elements : undefined;
	// The right answer is the sum.
	const sums = () => classes('sum').index;
	if (elements === undefined) {
		return {
			elementLogits: () => logits,
			elementTargets: hasLabelNoise(spec) ? sums : () => targets
		};
	}
	const columns = () =>
		graph.tensors.get('elements') ??
		graph.data('elements', u32(elements.length), true, () => elements);
	return {
		elementLogits: () => graph.one(gatherColumns, [logits, columns()], {}),
		elementTargets: sums
	};
}

/** The right answers of a chunk, and which labels differ from them. */
function truthOf(
	{ graph, shape, examples, labels }: RunGraph,
	prefix: string,
	chosen: () => Uint32Array,
	targets: Tensor,
	isNoisy: boolean
): Pick<EvaluatedExamples, 'truth' | 'wrongLabels'> {
	const size = elementCount(targets.shape);
	const perRow = shape.positions.length;
	const entries = (all: Uint32Array) =>
		listEntries(chosen(), perRow, (example) => targetsOf(all, shape, example));
	const right = (replica: number) => entries(examples(replica).targets);
	const once = (name: string, make: (name: string) => Tensor) =>
		graph.tensors.get(`${prefix}${name}`) ?? make(`${prefix}${name}`);
	return {
		truth: () =>
			isNoisy
				? once('truth', (name) => graph.data(name, u32(size), shape.isExhaustive, right))
				: targets,
		wrongLabels: () =>
			once('wrong_labels', (name) =>
				graph.data(name, f32(size), false, (replica) => {
					const truth = right(replica);
					return Float64Array.from(entries(labels(replica)), (label, i) =>
						label === truth[i] ? 0 : 1
					);
				})
			)
	};
}

/** Builds the forward pass over a chunk of the examples. @param group of all targets */
export function buildExamples(
	runGraph: RunGraph,
	group: Tensor,
	start: number,
	rows: number
): ViewedExamples {
	const { graph, shape, spec } = runGraph;
	const layer = spec.model.neurons?.(spec.params, shape);
	const prefix = chunkPrefix(start);
	// Made on first use, so that a size that no adapter can hold is refused before.
	let examples: Uint32Array | undefined;
	const chosen = () => (examples ??= Uint32Array.from({ length: rows }, (_, i) => start + i));
	const { logits, targets, activations, batch } = buildForward(runGraph, {
		prefix,
		rows,
		isShared: shape.isExhaustive,
		chosen
	});
	const perExample = shape.positions.length;
	const lists = new Map<PairClass, IndexList>();
	const classes = (by: PairClass) => {
		const known = lists.get(by);
		if (known !== undefined) return known;
		const classOf = classOfPair(shape, by);
		const list = batch.index(`class.${by}`, frequencyOrder(shape), ([a = 0, b = 0]) => [
			classOf(a, b)
		]);
		lists.set(by, list);
		return list;
	};
	let answers: IndexList | undefined;
	const products = () => {
		const { structure } = shape;
		if (structure.kind !== 'group') {
			throw new LabError('internal', 'products: the task has no group');
		}
		const { product, order } = structure;
		return (answers ??= batch.index('class.product', order, ([a = 0, b = 0]) => [product(a, b)]));
	};
	return {
		start,
		rows,
		products,
		logits,
		activations,
		neurons: layer === undefined ? undefined : activations[layer.activation],
		targets,
		group: graph.slice(group, `${prefix}group`, start * perExample, [rows * perExample]),
		classes,
		...truthOf(runGraph, prefix, chosen, targets, hasLabelNoise(spec)),
		...elementsOf(runGraph, logits, targets, classes)
	};
}

/**
 * W_L of the run's model, for a probe or view that reads it.
 * @throws LabError `bad-parameter` if the model has none
 */
function neuronLogitMap({ graph, spec, shape }: RunGraph): Tensor {
	const map = spec.model.neurons?.(spec.params, shape)?.logitMap;
	if (map !== undefined) {
		return map({ graph, parameter: (name) => graph.parameter(name) });
	}
	throw new LabError(
		'bad-parameter',
		`key frequencies by the neuron-logit map W_L: expected a model whose neurons add to the logits directly, got "${spec.model.id}" with these settings`
	);
}

/** What measures and views may build on, except for the examples. */
export function measureContext(runGraph: RunGraph): Omit<ProbeContext, 'chunks'> {
	const { graph, spec, shape, outputs, flat } = runGraph;
	const parameter = (name: string) => graph.parameter(name);
	return {
		graph,
		...subjectOf(runGraph),
		outputs,
		elementColumns: elementColumns(runGraph),
		flat,
		parameters: graph.slots.map(({ name }) => parameter(name)),
		role: (name) => parameter(spec.model.roles(spec.params)[name]),
		neuronLogitMap: () => neuronLogitMap(runGraph),
		neuronInputMaps: () =>
			spec.model.neurons?.(spec.params, shape)?.inputMaps?.({ graph, parameter }) ?? [],
		logitGradients: (choices) => logitGradients(runGraph, choices),
		constant: (name, size, fill) =>
			graph.tensors.get(name) ?? graph.data(name, { shape: size, dtype: 'f32' }, true, fill),
		keyEvidence: decidingEvidence(spec.keyFrequencies.rule),
		setting: (name) =>
			graph.tensors.get(name) ?? graph.state(name, f32(keySettingSize(name, shape)))
	};
}
