import type { ParamsOf } from '../core/param-schema.ts';
import { gatherAdd } from '../ops/rows/gather-add.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { relu } from '../ops/elementwise/relu.ts';
import {
	defineModel,
	type ForwardResult,
	type ModelContext,
	type ParameterSpec
} from './define.ts';
import { embeddingWidthParam, hiddenWidthParam } from './shared-params.ts';
import { multipliedReadOut, startParams, started } from './start.ts';

const params = { d_embed: embeddingWidthParam, d_mlp: hiddenWidthParam, ...startParams } as const;
type Context = ModelContext<ParamsOf<typeof params>>;

/**
 * Everything before the nonlinearity is linear in the two tokens, so the matrices are multiplied
 * once per token instead of once per pair.
 */
function gathered(context: Context): ForwardResult {
	const { graph, shape, batch, parameter } = context;
	const a = batch.index('batch.a', shape.classes, ([left = 0]) => [left]);
	const b = batch.index('batch.b', shape.classes, ([, right = 0]) => [right]);
	const table = (side: 'x' | 'y') =>
		graph.one(matmul, [parameter(`embed_${side}.W_E`), parameter(`mlp.W_in_${side}`)], {});
	const sources = [table('x'), table('y'), a.index, b.index];
	const preActivation = graph.one(gatherAdd, sources, {}, 'mlp.hook_pre');
	const hidden = graph.one(relu, [preActivation], {}, 'mlp.hook_post');
	const logits = graph.one(matmul, [hidden, multipliedReadOut(context, 'mlp.W_out')], {}, 'logits');
	return { logits, activations: { 'mlp.hook_pre': preActivation, 'mlp.hook_post': hidden } };
}

/**
 * The MLP of Chughtai et al. 2023 (arXiv 2302.03025, released code): separate embeddings of a and b
 * are concatenated and enter one hidden ReLU layer, without biases. The matrix [2 d_embed, d_mlp]
 * of that layer is stored as two halves, one for each embedding. Weights ~ N(0, 1 / inputs),
 * embeddings N(0, 1 / d_embed).
 */
export const embeddingMlp = defineModel({
	id: 'embedding-mlp',
	label: 'MLP on embeddings',
	cite: 'Chughtai et al. 2023',
	params,
	roles: () => ({ embedding: 'embed_x.W_E', rightEmbedding: 'embed_y.W_E' }),
	neurons: (values) => ({
		count: values.d_mlp,
		activation: 'mlp.hook_post',
		logitMap: (context) => multipliedReadOut({ ...context, params: values }, 'mlp.W_out'),
		inputMaps: ({ graph, parameter }) =>
			(['x', 'y'] as const).map((side) =>
				graph.one(matmul, [parameter(`embed_${side}.W_E`), parameter(`mlp.W_in_${side}`)], {})
			)
	}),
	refuseTask: ({ operands }) =>
		operands === 2
			? undefined
			: `model: the MLP on embeddings is written for pairs: expected 2 operands, got ${String(operands)}`,
	outputs: (_, { classes }) => classes,
	parameters(values, { classes }) {
		const { d_embed, d_mlp } = values;
		const normal = (
			name: string,
			shape: readonly number[],
			kind: ParameterSpec['kind'],
			fan: number
		): ParameterSpec => ({ name, shape, kind, init: { kind: 'normal', std: 1 / Math.sqrt(fan) } });
		const specs = [
			normal('embed_x.W_E', [classes, d_embed], 'embedding', d_embed),
			normal('embed_y.W_E', [classes, d_embed], 'embedding', d_embed),
			normal('mlp.W_in_x', [d_embed, d_mlp], 'hidden', 2 * d_embed),
			normal('mlp.W_in_y', [d_embed, d_mlp], 'hidden', 2 * d_embed),
			normal('mlp.W_out', [d_mlp, classes], 'unembedding', d_mlp)
		];
		return started(specs, values, ['mlp.W_out']);
	},
	formulations: [{ id: 'gathered', forward: gathered }],
	preferred: () => ({ gpu: 'gathered', software: 'gathered' })
});
