import { exp, log } from '../core/portable-math.ts';
import { cos, sin } from '../core/portable-waves.ts';
import { axis } from '../core/tensor.ts';
import { affine } from '../ops/elementwise/affine.ts';
import { add } from '../ops/elementwise/add.ts';
import type { Tensor } from '../ops/define.ts';
import { gatherAdd } from '../ops/rows/gather-add.ts';
import { gatherRows } from '../ops/rows/gather-rows.ts';
import { gelu } from '../ops/elementwise/gelu.ts';
import { linear } from '../ops/matmul/linear.ts';
import { matmulAdd } from '../ops/matmul/matmul-add.ts';
import { matmulHeads } from '../ops/matmul/matmul-heads.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { normalizeRows } from '../ops/rows/normalize-rows.ts';
import { softmaxKeys } from '../ops/attention/softmax-keys.ts';
import type { TaskShape } from '../tasks/define.ts';
import type { ForwardResult, ModelContext } from './define.ts';
import { multiplied, multipliedReadOut } from './start.ts';
import type { DeepTransformerParams } from './transformer-params.ts';
import { blockPrefix, EMBED, POSITIONS, UNEMBED } from './transformer-parts.ts';
import { outputsOf } from './transformer-weights.ts';

/** The default of PyTorch and TransformerLens. */
const NORM_EPS = 1e-5;

type Context = ModelContext<DeepTransformerParams>;
type Activations = Record<string, Tensor>;

/** The rows of a stream [examples * context, width] at some positions: all of them, or a list. */
function rowsAt(context: Context, stream: Tensor, positions: readonly number[], name?: string) {
	const { graph, shape, batch } = context;
	if (positions.length === shape.context) return stream;
	const list = batch.constant(
		`rows.${positions.join('.')}.of.${String(batch.rows)}`,
		batch.rows * shape.context,
		() =>
			Array.from({ length: batch.rows }, (_, example) =>
				positions.map((position) => example * shape.context + position)
			).flat()
	);
	return graph.one(gatherRows, [stream, list.index], {}, name);
}

/**
 * Fixed positions [context, width] of Vaswani et al. 2017 (arXiv 1706.03762, section 3.5): column
 * 2i of position t is sin(t / 10000^(2i / width)), column 2i + 1 the cosine of the same angle.
 */
function sinusoidalPositions(context: number, width: number): Float64Array {
	return Float64Array.from({ length: context * width }, (_, at) => {
		const [t, j] = [Math.floor(at / width), at % width];
		const angle = t / exp(((j - (j % 2)) / width) * log(10_000));
		return j % 2 === 0 ? sin(angle) : cos(angle);
	});
}

/** Embedding plus position of every token of every example [examples * context, d_model]. */
function embed({ graph, params, shape, batch, parameter, constant }: Context): Tensor {
	const { d_model, position_encoding } = params;
	const { context, vocabulary } = shape;
	const name = 'blocks.0.hook_resid_pre';
	const tokens = batch.index('batch.tokens', vocabulary, (example) => example, context);
	if (position_encoding === 'none') {
		return graph.one(gatherRows, [parameter(EMBED), tokens.index], {}, name);
	}
	const table =
		position_encoding === 'learned'
			? parameter(POSITIONS)
			: constant('positions.sinusoidal', [context, d_model], () =>
					sinusoidalPositions(context, d_model)
				);
	const positions = batch.constant(`positions.of.${String(batch.rows)}`, context, () =>
		Array.from({ length: batch.rows * context }, (_, i) => i % context)
	);
	return graph.one(gatherAdd, [parameter(EMBED), table, tokens.index, positions.index], {}, name);
}

/** A constant vector of zeros, where an op expects a bias and the model has none. */
const zeros = ({ constant }: Context, size: number): Tensor =>
	constant(`zeros.${String(size)}`, [size], () => new Float64Array(size));

/**
 * The normalized stream, with gain and bias at this prefix; the stream itself if the model has no
 * normalization here.
 */
function normalized(context: Context, stream: Tensor, prefix: string, isHere = true): Tensor {
	const { graph, params, parameter } = context;
	if (params.norm === 'none' || !isHere) return stream;
	const isLayer = params.norm === 'layer';
	const bias = isLayer ? parameter(`${prefix}b`) : zeros(context, params.d_model);
	const [result = stream] = graph.apply(normalizeRows, [stream, parameter(`${prefix}w`), bias], {
		centered: isLayer,
		eps: NORM_EPS
	});
	return result;
}

/**
 * The weight of every position: the softmax of its scores, mixed with ones by the attention rate.
 */
function patternOf({ graph, params }: Context, scores: Tensor, prefix: string): Tensor {
	const { causal, attention_rate: rate } = params;
	const name = `${prefix}hook_pattern`;
	if (rate === 1) return graph.one(softmaxKeys, [scores], { causal }, name);
	const softmax = graph.one(softmaxKeys, [scores], { causal }, `${prefix}hook_softmax`);
	return graph.one(affine, [softmax], { alpha: rate, beta: 1 - rate }, name);
}

/** Attention of a block, added to the stream at the given positions. */
function attend(
	context: Context,
	stream: Tensor,
	layer: number,
	positions: readonly number[],
	activations: Activations
): Tensor {
	const { graph, params, shape, batch, parameter } = context;
	const { n_heads, d_model, norm_place } = params;
	const prefix = `${blockPrefix(layer)}attn.`;
	const read = normalized(context, stream, `${blockPrefix(layer)}ln1.`, norm_place === 'before');
	const project = (weights: string, source: Tensor, count: number) =>
		graph.reshape(graph.one(matmul, [source, parameter(`${prefix}${weights}`)], {}), [
			n_heads,
			batch.rows,
			count,
			d_model / n_heads
		]);
	const queries = project('W_Q', rowsAt(context, read, positions), positions.length);
	const keys = project('W_K', read, shape.context);
	const values = project('W_V', read, shape.context);
	const scores = graph.one(
		matmulHeads,
		[queries, keys],
		{
			...{ orderA: 'heads', orderB: 'heads', orderY: 'rows' },
			...{ transposeB: true, alpha: 1 / Math.sqrt(d_model / n_heads) }
		},
		`${prefix}hook_attn_scores`
	); // [examples, positions, heads, context]
	const pattern = patternOf(context, scores, prefix);
	const mixed = graph.one(
		matmulHeads,
		[pattern, values],
		{ orderA: 'rows', orderB: 'heads', orderY: 'rows' },
		`${prefix}hook_z`
	); // [examples, positions, heads, d_head]
	activations[`${prefix}hook_pattern`] = graph.reshape(pattern, [
		batch.rows * positions.length,
		n_heads,
		shape.context
	]);
	const flat = graph.reshape(mixed, [batch.rows * positions.length, d_model]);
	const weights = graph.reshape(parameter(`${prefix}W_O`), [d_model, d_model]);
	const added = graph.one(
		matmulAdd,
		[flat, weights, rowsAt(context, stream, positions)],
		{},
		`${blockPrefix(layer)}hook_resid_mid`
	);
	return normalized(context, added, `${blockPrefix(layer)}ln1.`, norm_place === 'after');
}

/** The MLP of a block, added to the stream. */
function feedForward(
	context: Context,
	stream: Tensor,
	layer: number,
	activations: Activations
): Tensor {
	const { graph, params, parameter } = context;
	const { d_model, d_mlp, norm_place, mlp_activation, mlp_biases: hasBiases } = params;
	const prefix = `${blockPrefix(layer)}mlp.`;
	const ln2 = `${blockPrefix(layer)}ln2.`;
	const read = normalized(context, stream, ln2, norm_place === 'before');
	const bias = (name: string, size: number) =>
		hasBiases ? parameter(`${prefix}${name}`) : zeros(context, size);
	const isRelu = mlp_activation === 'relu';
	const first = graph.one(
		linear,
		[read, parameter(`${prefix}W_in`), bias('b_in', d_mlp)],
		{ activation: isRelu ? 'relu' : 'none' },
		`${prefix}${isRelu ? 'hook_post' : 'hook_pre'}`
	);
	const approximate = mlp_activation === 'gelu-tanh' ? 'tanh' : 'none';
	const hidden = isRelu ? first : graph.one(gelu, [first], { approximate }, `${prefix}hook_post`);
	if (!isRelu) activations[`${prefix}hook_pre`] = first;
	activations[`${prefix}hook_post`] = hidden;
	const written = graph.one(
		linear,
		[hidden, parameter(`${prefix}W_out`), bias('b_out', d_model)],
		{ activation: 'none' },
		`${blockPrefix(layer)}hook_mlp_out`
	);
	const post = graph.one(add, [stream, written], {}, `${blockPrefix(layer)}hook_resid_post`);
	return normalized(context, post, ln2, norm_place === 'after');
}

/**
 * Logits of a stream: its product with W_U, or with the first rows of the embedding if the
 * unembedding is tied.
 */
function unembed(context: Context, stream: Tensor): Tensor {
	const { graph, params, shape, batch, parameter } = context;
	if (!params.tied_unembedding) {
		return graph.one(matmul, [stream, multipliedReadOut(context, UNEMBED)], {}, 'logits');
	}
	const embedding = parameter(EMBED);
	const [rows, outputs] = [axis(embedding.shape, 0), outputsOf(params, shape)];
	const first = () => {
		const list = batch.constant('unembed.rows', rows, () =>
			Array.from({ length: outputs }, (_, i) => i)
		);
		return graph.one(gatherRows, [embedding, list.index], {}, 'unembed.rows');
	};
	const table = rows === outputs ? embedding : first();
	const readOut = multiplied(graph, table, params.output_multiplier);
	return graph.one(matmul, [stream, readOut], { transposeB: true }, 'logits');
}

/** Whether logits are read only at the last position. */
export const isReadAtTheEnd = ({ positions, context }: TaskShape): boolean =>
	positions.length === 1 && positions[0] === context - 1;

/**
 * The plain formulation: every matrix is applied at every position. If logits are read only at the
 * last position, the last block is computed there only, and its activations have this one position.
 * Activations are named as the hooks of TransformerLens.
 */
export function readOut(context: Context): ForwardResult {
	const { params, shape } = context;
	const everywhere = Array.from({ length: shape.context }, (_, i) => i);
	const isLast = isReadAtTheEnd(shape);
	const activations: Activations = {};
	let stream = embed(context);
	for (let layer = 0; layer < params.n_layers; layer++) {
		const isFinal = layer === params.n_layers - 1;
		const positions = isFinal && isLast ? shape.positions : everywhere;
		activations[`${blockPrefix(layer)}hook_resid_pre`] = stream;
		stream = attend(context, stream, layer, positions, activations);
		activations[`${blockPrefix(layer)}hook_resid_mid`] = stream;
		stream = feedForward(context, stream, layer, activations);
		activations[`${blockPrefix(layer)}hook_resid_post`] = stream;
	}
	if (!isLast) stream = rowsAt(context, stream, shape.positions);
	stream = normalized(context, stream, 'ln_final.', params.norm_place === 'before');
	return { logits: unembed(context, stream), activations };
}
