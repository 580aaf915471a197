import { LabError } from '../core/lab-error.ts';
import { axis, type Shape } from '../core/tensor.ts';
import { attentionMix } from '../ops/folded/attention-mix.ts';
import { attentionSoftmax } from '../ops/attention/attention-softmax.ts';
import type { Attributes, OpSpec, Tensor } from '../ops/define.ts';
import { foldedOperands } from '../ops/folded/folded-operands.ts';
import { foldedTables } from '../ops/folded/folded-tables.ts';
import { matmulAdd } from '../ops/matmul/matmul-add.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { queryScores } from '../ops/folded/query-scores.ts';
import type { ForwardResult } from './define.ts';
import { multipliedReadOut } from './start.ts';
import {
	ATTENTION,
	EMBED,
	MLP,
	POSITIONS,
	UNEMBED,
	type TransformerContext
} from './transformer-parts.ts';

/** The outputs of an op with two of them. */
function pair<A extends Attributes>(
	{ graph }: TransformerContext,
	op: OpSpec<A>,
	inputs: readonly Tensor[],
	attributes: A,
	names: readonly string[]
): readonly [Tensor, Tensor] {
	const [first, second] = graph.apply(op, inputs, attributes, { names });
	if (first === undefined || second === undefined) {
		throw new LabError('internal', `op "${op.id}": expected two outputs`);
	}
	return [first, second];
}

/**
 * Embeddings of tokens and positions minus that of "=" [p + 3, d], the residual x of "=" [1, d],
 * and [W_in | W_U].
 */
function operandsOf(context: TransformerContext) {
	const { graph, parameter } = context;
	const sources = [
		...[EMBED, POSITIONS, `${MLP}W_in`].map(parameter),
		multipliedReadOut(context, UNEMBED)
	];
	const names = ['table.relative', 'table.resid_pre_last', 'table.W_in_W_U'];
	const [table, last, weights] = graph.apply(foldedOperands, sources, {}, { names });
	if (table === undefined || last === undefined || weights === undefined) {
		throw new LabError('internal', 'op "folded-operands": expected three outputs');
	}
	return { table, last, weights };
}

/**
 * The folded formulation. Without LayerNorm, everything between attention and ReLU and between ReLU
 * and the logits is linear. So the matrices are multiplied once per token instead of once per pair,
 * with [W_in | W_U] side by side and the smaller factor first: T^h = (E W_V^h) (W_O^h [W_in |
 * W_U]). All embeddings are taken relative to "=": a softmax does not change if all scores shift,
 * and the pattern of a head sums to one, so attention to "=" costs nothing per pair. With W_L =
 * W_out W_U, the paper's neuron-logit map, and x the residual of "=": hidden = relu(x W_in + b_in +
 * T of "=" + sum of pattern T). The logits are the same sum with W_U instead of W_in and without
 * the ReLU, plus b_out W_U + hidden W_L.
 */
export function folded(context: TransformerContext): ForwardResult {
	const { graph, params, shape, batch, parameter } = context;
	const { d_model, n_heads } = params;
	const p = shape.classes;
	const { table, last, weights } = operandsOf(context);
	const product = (a: Tensor, b: Tensor, newShape?: Shape) => {
		const y = graph.one(matmul, [a, b], {});
		return newShape === undefined ? y : graph.reshape(y, newShape);
	};
	const rows = batch.index('batch.operands', 2 * p, ([a = 0, b = 0]) => [a, p + b], 2);
	const values = product(table, parameter(`${ATTENTION}W_V`)); // [heads, p + 3, dHead]
	const [scores] = pair(
		context,
		queryScores,
		[table, parameter(`${ATTENTION}W_Q`), parameter(`${ATTENTION}W_K`)],
		{},
		['table.attn_scores', 'table.query_vectors']
	);
	const pattern = graph.one(
		attentionSoftmax,
		[scores, rows.index],
		{ context: 2, zeros: 1 },
		'blocks.0.attn.hook_pattern'
	);
	const through = product(
		values,
		product(graph.reshape(parameter(`${ATTENTION}W_O`), [d_model, d_model]), weights, [
			n_heads,
			d_model / n_heads,
			axis(weights.shape, 1)
		])
	); // [heads, p + 3, columns]
	const [biasIn, biasOut] = [parameter(`${MLP}b_in`), parameter(`${MLP}b_out`)];
	const [tokens, base] = pair(
		context,
		foldedTables,
		[through, last, weights, biasIn, biasOut],
		{},
		['table.through', 'table.base']
	);
	const unembed = multipliedReadOut(context, UNEMBED);
	const [hidden, direct] = pair(
		context,
		attentionMix,
		[pattern, tokens, rows.index, base],
		{ hidden: axis(biasIn.shape, 0), outputs: axis(unembed.shape, 1) },
		['blocks.0.mlp.hook_post', 'logits.direct']
	);
	const neuronLogit = graph.one(matmul, [parameter(`${MLP}W_out`), unembed], {}, 'W_L');
	const logits = graph.one(matmulAdd, [hidden, neuronLogit, direct], {}, 'logits');
	return {
		logits,
		activations: { [`${ATTENTION}hook_pattern`]: pattern, [`${MLP}hook_post`]: hidden }
	};
}
