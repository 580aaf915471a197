import { LabError } from '../core/lab-error.ts';
import { int } from '../core/param-schema.ts';
import { axis, elementCount } from '../core/tensor.ts';
import type { TrainableTensor } from '../core/trainable-tensor.ts';
import { decayedGradient, EGD_SCALARS } from '../ops/updates/decayed-gradient.ts';
import type { Graph, Tensor } from '../ops/define.ts';
import { equalizedGradient } from '../ops/updates/equalized-gradient.ts';
import { MOST_PLACED, placeGradients } from '../ops/updates/place-gradients.ts';
import { sgdUpdate } from '../ops/updates/sgd-update.ts';
import { DECOUPLED_DECAY, defineOptimizer, type Part, type UpdateContext } from './define.ts';
import { FAST, orthogonalized, SETTLING } from './newton-schulz.ts';
import {
	learningRateParam,
	warmupFactor,
	warmupStepsParam,
	weightDecayParam
} from './shared-params.ts';

const OTHERS = 'others';

/** Each embedding is a part of its own, because the padding after it belongs to no matrix. */
const keyOf = ({ kind, name }: TrainableTensor): string =>
	kind === 'embedding' ? `embedding ${name}` : OTHERS;

/**
 * Singular values from 2e-5 of the norm on become 1 within 1e-5. Smaller ones grow at most 2e5
 * times. They differ little from the paper's result, whose code divides by at least 1e-6, and in
 * float32 they are rounding error.
 */
const ROUNDS = Array.from({ length: 12 }, (_, round) => (round < 8 ? FAST : SETTLING));

/**
 * An embedding's place in the flat buffers without its padding, and its gradient including weight
 * decay.
 */
interface Embedding {
	readonly part: Part;
	readonly parameters: Tensor;
	readonly gradient: Tensor;
	readonly elements: number;
	readonly width: number;
}

const exact = (graph: Graph, tensor: Tensor, elements: number): Tensor =>
	graph.slice(tensor, `${tensor.name} exact`, 0, [elements]);

function embeddingOf(context: UpdateContext<unknown>, part: Part): Embedding {
	const { graph, schedule, clock } = context;
	const shape = part.slots[0].shape;
	const elements = elementCount(shape);
	const parameters = exact(graph, part.parameters, elements);
	const gradient = graph.one(
		decayedGradient,
		[parameters, exact(graph, part.gradients, elements), schedule('egd'), clock],
		{}
	);
	return { part, parameters, gradient, elements, width: axis(shape, -1) };
}

/**
 * Embeddings of the same width are one layer on a longer one-hot input, so their rows form one
 * matrix.
 */
function stacked(graph: Graph, layer: readonly Embedding[], starts: readonly number[]): Tensor {
	const [first, ...others] = layer;
	if (first === undefined || layer.length > MOST_PLACED) {
		throw new LabError(
			'internal',
			`optimizer "egd": expected 1 to ${String(MOST_PLACED)} embeddings of one width, got ${String(layer.length)}`
		);
	}
	const elements = others.reduce((sum, other) => sum + other.elements, first.elements);
	const flat = graph.one(
		placeGradients,
		layer.map(({ gradient }) => gradient),
		{ elements, ...Object.fromEntries(starts.map((start, i) => [`at${String(i)}`, start])) }
	);
	return graph.reshape(flat, [1, elements / first.width, first.width]);
}

function updateLayer(context: UpdateContext<unknown>, layer: readonly Embedding[]): void {
	const { graph, schedule, clock } = context;
	const starts = layer.map((_, i) =>
		layer.slice(0, i).reduce((sum, { elements }) => sum + elements, 0)
	);
	const polar = orthogonalized(graph, stacked(graph, layer, starts), ROUNDS);
	for (const [i, { part, parameters, gradient, elements }] of layer.entries()) {
		const direction = graph.one(equalizedGradient, [polar, gradient, schedule('egd'), clock], {
			offset: starts[i] ?? 0
		});
		const velocity = exact(graph, part.state('momentum_buffer'), elements);
		graph.apply(
			sgdUpdate,
			[parameters, velocity, direction, schedule('egd.first_layer'), clock],
			{}
		);
	}
}

/**
 * Egalitarian gradient descent (arXiv 2510.04930): SGD without momentum, in which the gradient G =
 * U S V^T of the first layer on one-hot tokens is replaced by its polar factor U V^T, so that all
 * its directions are learned at the same speed. Weight decay is added to the loss, so G includes
 * it. The polar factor comes from Newton-Schulz iterations instead of a singular value
 * decomposition.
 */
export const egd = defineOptimizer({
	id: 'egd',
	label: 'Egalitarian gradient descent (EGD)',
	cite: 'arXiv 2510.04930',
	params: {
		lr: learningRateParam,
		weight_decay: weightDecayParam,
		egd_steps: int({
			label: 'Equalize for',
			unit: 'steps',
			help: 'Number of updates that equalize the gradient of the first layer; plain SGD afterwards. The paper stops once the network has grokked.',
			perReplica: true,
			min: 0,
			max: 10_000_000,
			slider: { min: 0, max: 100_000 },
			default: 10_000_000
		}),
		warmup_steps: warmupStepsParam
	},
	state: ['momentum_buffer'],
	schedules: { egd: EGD_SCALARS, 'egd.others': 6, 'egd.first_layer': 6 },
	scalars({ lr, weight_decay, egd_steps, warmup_steps }, step) {
		const rate = lr * warmupFactor(step, warmup_steps);
		return {
			egd: [weight_decay, step < egd_steps ? 1 : 0],
			'egd.others': [rate, 0, weight_decay, 0, 1, 0],
			// The gradient of the first layer already includes the decay.
			'egd.first_layer': [rate, 0, 0, 0, 1, 0]
		};
	},
	decayStability: () => [{ ...DECOUPLED_DECAY, isDecoupled: false }],
	build(context) {
		const { graph, parts, schedule, clock } = context;
		const layers = new Map<number, Embedding[]>();
		for (const part of parts(keyOf)) {
			if (part.key === OTHERS) {
				const { parameters, gradients, state } = part;
				graph.apply(
					sgdUpdate,
					[parameters, state('momentum_buffer'), gradients, schedule('egd.others'), clock],
					{}
				);
				continue;
			}
			const embedding = embeddingOf(context, part);
			layers.set(embedding.width, [...(layers.get(embedding.width) ?? []), embedding]);
		}
		for (const layer of layers.values()) updateLayer(context, layer);
	}
});
