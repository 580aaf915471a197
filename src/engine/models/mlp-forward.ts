import { axis } from '../core/tensor.ts';
import type { Tensor } from '../ops/define.ts';
import { gelu } from '../ops/elementwise/gelu.ts';
import { multiply } from '../ops/elementwise/multiply.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { square } from '../ops/elementwise/square.ts';
import { linear } from '../ops/matmul/linear.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { gatherAdd } from '../ops/rows/gather-add.ts';
import type { ForwardResult, ModelContext } from './define.ts';
import type { MlpParams } from './mlp-params.ts';
import {
	embeddingsOf,
	inputsOf,
	layerFactor,
	layerPrefix,
	mapsOf,
	operandWeights,
	READ_OUT,
	READ_OUT_BIAS,
	TO_EMBEDDING
} from './mlp-weights.ts';
import { multiplied, multipliedReadOut } from './start.ts';

type Context = ModelContext<MlpParams>;
type Weights = Pick<Context, 'graph' | 'params' | 'shape' | 'parameter'>;

/**
 * Number of outputs, p. The shape of a batch in which every operand has a row of its own does not
 * have it.
 */
const outputsIn = ({ params, shape, parameter }: Weights): number =>
	params.tied_unembedding ? shape.classes : axis(parameter(READ_OUT).shape, 1);

/**
 * What each token adds to the inputs of the first layer's map [p, d_mlp], as a and as b; the same
 * tensor twice if a and b are treated alike. Everything before the first neurons is linear in the
 * two tokens, so matrices are multiplied once per token instead of once per pair.
 */
export function operandTables(context: Weights, map: string): readonly [Tensor, Tensor] {
	const { graph, params, parameter } = context;
	const factor = layerFactor(params, inputsOf(params, outputsIn(context), 0), false);
	const embeddings = embeddingsOf(params);
	const weights = operandWeights(params, map);
	const table = (side: 0 | 1): Tensor => {
		const own = multiplied(graph, parameter(weights[side]), factor);
		return embeddings === undefined
			? own
			: graph.one(matmul, [parameter(embeddings[side]), own], {});
	};
	const left = table(0);
	const isOne = weights[0] === weights[1] && embeddings?.[0] === embeddings?.[1];
	return [left, isOne ? left : table(1)];
}

/** A table with a bias added to every row. */
function withBias({ graph, batch }: Context, table: Tensor, bias: Tensor, name?: string): Tensor {
	const rows = axis(table.shape, 0);
	const all = batch.constant(`rows.${String(rows)}`, rows, () =>
		Array.from({ length: rows }, (_, i) => i)
	);
	const first = batch.constant(`first.${String(rows)}`, 1, () => Array<number>(rows).fill(0));
	const row = graph.reshape(bias, [1, axis(bias.shape, 0)]);
	return graph.one(gatherAdd, [table, row, all.index, first.index], {}, name);
}

/** A linear map of the first layer, for every example. */
function firstMap(
	context: Context,
	operands: readonly [Tensor, Tensor],
	map: string,
	name: string
): Tensor {
	const { graph, params, parameter } = context;
	const [left, right] = operandTables(context, map);
	const biased = params.layer_biases
		? withBias(context, left, parameter(`${layerPrefix(0)}${map}_bias`))
		: left;
	return graph.one(gatherAdd, [biased, right, ...operands], {}, name);
}

/** A linear map of a later layer. */
function laterMap(context: Context, input: Tensor, layer: number, map: string, name: string) {
	const { graph, params, parameter } = context;
	const own = `${layerPrefix(layer)}${map}`;
	const factor = layerFactor(params, params.d_mlp, false);
	const weights = multiplied(graph, parameter(own), factor);
	return params.layer_biases
		? graph.one(linear, [input, weights, parameter(`${own}_bias`)], { activation: 'none' }, name)
		: graph.one(matmul, [input, weights], {}, name);
}

/** The neurons of a layer from its linear maps. */
function neurons({ graph, params }: Weights, maps: readonly Tensor[], name: string): Tensor {
	const { neuron_activation } = params;
	if (neuron_activation === 'bilinear') return graph.one(multiply, maps, { alpha: 1 }, name);
	if (neuron_activation === 'gelu') return graph.one(gelu, maps, { approximate: 'none' }, name);
	return graph.one(neuron_activation === 'quadratic' ? square : relu, maps, {}, name);
}

/** From the last neurons to the width of the embedding [d_mlp, d_embed], and the embedding. */
function tiedReadOut({ graph, params, parameter }: Weights): readonly [Tensor, Tensor] {
	const { d_mlp, d_embed, output_multiplier } = params;
	const factor = layerFactor(params, d_embed, true) * output_multiplier;
	return [
		multiplied(graph, parameter(TO_EMBEDDING), layerFactor(params, d_mlp, false)),
		multiplied(graph, parameter('embed.W_E'), factor)
	];
}

/** The weights before the logits [d_mlp, p], with their factors. */
const freeReadOut = (context: Weights): Tensor =>
	multiplied(
		context.graph,
		multipliedReadOut(context, READ_OUT),
		layerFactor(context.params, context.params.d_mlp, true)
	);

/** What one unit of a neuron of the last layer adds to the logits [d_mlp, p]. */
export function mlpLogitMap(context: Weights): Tensor {
	if (!context.params.tied_unembedding) return freeReadOut(context);
	return context.graph.one(matmul, [...tiedReadOut(context)], { transposeB: true }, 'W_L');
}

function logitsOf(context: Context, hidden: Tensor): Tensor {
	const { graph, params } = context;
	const bias = () => multipliedReadOut(context, READ_OUT_BIAS);
	if (!params.tied_unembedding) {
		const weights = freeReadOut(context);
		return params.layer_biases
			? graph.one(linear, [hidden, weights, bias()], { activation: 'none' }, 'logits')
			: graph.one(matmul, [hidden, weights], {}, 'logits');
	}
	const [down, embedding] = tiedReadOut(context);
	const name = params.layer_biases ? 'logits.unbiased' : 'logits';
	const product = graph.one(
		matmul,
		[graph.one(matmul, [hidden, down], {}), embedding],
		{ transposeB: true },
		name
	);
	return params.layer_biases ? withBias(context, product, bias(), 'logits') : product;
}

/** The plain formulation: the first layer is a sum of two gathered rows. */
export function mlpForward(context: Context): ForwardResult {
	const { params, shape, batch } = context;
	const a = batch.index('batch.a', shape.classes, ([left = 0]) => [left]);
	const b = batch.index('batch.b', shape.classes, ([, right = 0]) => [right]);
	const activations: Record<string, Tensor> = {};
	const layerOf = (layer: number, mapOf: (map: string, name: string) => Tensor): Tensor => {
		const prefix = layerPrefix(layer);
		const maps = mapsOf(params).map((map) => {
			const name = `${prefix}hook_pre${map === 'G' ? '_gate' : ''}`;
			return (activations[name] = mapOf(map, name));
		});
		return (activations[`${prefix}hook_post`] = neurons(context, maps, `${prefix}hook_post`));
	};
	let hidden = layerOf(0, (map, name) => firstMap(context, [a.index, b.index], map, name));
	for (let layer = 1; layer < params.n_hidden; layer++) {
		const input = hidden;
		hidden = layerOf(layer, (map, name) => laterMap(context, input, layer, map, name));
	}
	return { logits: logitsOf(context, hidden), activations };
}
