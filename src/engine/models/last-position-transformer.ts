import { add } from '../ops/elementwise/add.ts';
import { attentionSoftmax } from '../ops/attention/attention-softmax.ts';
import { attentionValues } from '../ops/attention/attention-values.ts';
import { gatherAdd } from '../ops/rows/gather-add.ts';
import { gatherRows } from '../ops/rows/gather-rows.ts';
import { linear } from '../ops/matmul/linear.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import type { ForwardResult } from './define.ts';
import { multipliedReadOut } from './start.ts';
import {
	ATTENTION,
	blockPrefix,
	EMBED,
	MLP,
	POSITIONS,
	UNEMBED,
	type TransformerContext
} from './transformer-parts.ts';

/**
 * Residual stream of every (token, position) that occurs: every operand at position 0 and at
 * position 1, "=" at 2.
 */
function residualTable({ graph, shape, batch, parameter }: TransformerContext) {
	const p = shape.classes;
	const range = () => Array.from({ length: p }, (_, i) => i);
	const tokens = batch.constant('table.tokens', p + 1, () => [...range(), ...range(), p]);
	const positions = batch.constant('table.positions', 3, () => [
		...range().map(() => 0),
		...range().map(() => 1),
		2
	]);
	const last = batch.constant('table.last', 2 * p + 1, () => [2 * p]);
	const sources = [parameter(EMBED), parameter(POSITIONS), tokens.index, positions.index];
	const table = graph.one(gatherAdd, sources, {}, 'table.hook_resid_pre');
	const residualLast = graph.one(gatherRows, [table, last.index], {}, 'table.resid_pre_last');
	return { table, residualLast };
}

/**
 * Attention of the last position: pattern [rows, heads, 3] and mixed values [rows, heads * dHead].
 */
function attend(context: TransformerContext) {
	const { graph, params, shape, batch, parameter } = context;
	const { d_model, n_heads } = params;
	const p = shape.classes;
	const tableRows = 2 * p + 1;
	const { table, residualLast } = residualTable(context);
	const rows = batch.index('batch.rows', tableRows, ([a = 0, b = 0]) => [a, p + b, 2 * p], 3);
	const project = (weight: string, source: typeof table) =>
		graph.one(matmul, [source, parameter(`${ATTENTION}${weight}`)], {});
	const query = project('W_Q', residualLast); // [heads, 1, dHead]
	const keys = project('W_K', table); // [heads, 2p+1, dHead]
	const values = project('W_V', table); // [heads, 2p+1, dHead]
	const scores = graph.one(
		matmul,
		[keys, query],
		{ transposeB: true, alpha: 1 / Math.sqrt(d_model / n_heads) },
		'table.attn_scores'
	); // [heads, 2p+1, 1]
	const pattern = graph.one(
		attentionSoftmax,
		[graph.reshape(scores, [n_heads, tableRows]), rows.index],
		{ context: 3 },
		'blocks.0.attn.hook_pattern'
	);
	const mixed = graph.one(
		attentionValues,
		[pattern, values, rows.index],
		{},
		'blocks.0.attn.hook_z'
	);
	return { pattern, mixed, residualLast };
}

/**
 * The plain formulation: every matrix is applied once per pair, at the last position, as in PyTorch
 * code that skips unread positions.
 */
export function lastPosition(context: TransformerContext): ForwardResult {
	const { graph, batch, parameter } = context;
	const { pattern, mixed, residualLast } = attend(context);
	const width = context.params.d_model;
	const attended = graph.one(
		matmul,
		[mixed, graph.reshape(parameter(`${ATTENTION}W_O`), [width, width])],
		{}
	);
	const same = batch.index('batch.first', 1, () => [0]);
	const skip = graph.one(gatherRows, [residualLast, same.index], {});
	const residualMid = graph.one(add, [attended, skip], {}, 'blocks.0.hook_resid_mid');
	const hidden = graph.one(
		linear,
		[residualMid, parameter(`${MLP}W_in`), parameter(`${MLP}b_in`)],
		{ activation: 'relu' },
		'blocks.0.mlp.hook_post'
	); // [rows, d_mlp]
	const written = graph.one(linear, [hidden, parameter(`${MLP}W_out`), parameter(`${MLP}b_out`)], {
		activation: 'none'
	});
	const residualPost = graph.one(add, [residualMid, written], {}, 'blocks.0.hook_resid_post');
	const logits = graph.one(
		matmul,
		[residualPost, multipliedReadOut(context, UNEMBED)],
		{},
		'logits'
	);
	const block = blockPrefix(0);
	return {
		logits,
		activations: {
			[`${block}hook_resid_pre`]: skip,
			[`${ATTENTION}hook_pattern`]: pattern,
			[`${block}hook_attn_out`]: attended,
			[`${block}hook_resid_mid`]: residualMid,
			[`${MLP}hook_post`]: hidden,
			[`${block}hook_resid_post`]: residualPost
		}
	};
}
