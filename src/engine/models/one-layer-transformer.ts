import { int } from '../core/param-schema.ts';
import { axis } from '../core/tensor.ts';
import type { Tensor } from '../ops/define.ts';
import { add } from '../ops/add.ts';
import { attentionMix } from '../ops/attention-mix.ts';
import { attentionSoftmax } from '../ops/attention-softmax.ts';
import { attentionValues } from '../ops/attention-values.ts';
import { gatherAdd } from '../ops/gather-add.ts';
import { gatherRows } from '../ops/gather-rows.ts';
import { linear } from '../ops/linear.ts';
import { matmulAdd } from '../ops/matmul-add.ts';
import { matmul } from '../ops/matmul.ts';
import {
	defineModel,
	type ForwardResult,
	type ModelContext,
	type ParameterSpec
} from './define.ts';
import { hiddenWidthParam } from './shared-params.ts';

const EMBED = 'embed.W_E';
const POSITIONS = 'pos_embed.W_pos';
const ATTENTION = 'blocks.0.attn.';
const MLP = 'blocks.0.mlp.';
const UNEMBED = 'unembed.W_U';

type Context = ModelContext<{
	readonly d_model: number;
	readonly n_heads: number;
}>;

/** Residual stream of every (token, position) that occurs: a at 0 and b at 1 for each residue, "=" at 2. */
function residualTable({ recorder, sizes, batch, parameter }: Context) {
	const p = sizes.residues;
	const range = () => Array.from({ length: p }, (_, i) => i);
	const tokens = batch.constant('table.tokens', p + 1, () => [...range(), ...range(), p]);
	const positions = batch.constant('table.positions', 3, () => [
		...range().map(() => 0),
		...range().map(() => 1),
		2
	]);
	const last = batch.constant('table.last', 2 * p + 1, () => [2 * p]);
	const sources = [parameter(EMBED), parameter(POSITIONS), tokens.index, positions.index];
	const table = recorder.one(gatherAdd, sources, {}, 'table.hook_resid_pre');
	const residualLast = recorder.one(gatherRows, [table, last.index], {}, 'table.resid_pre_last');
	return { table, residualLast };
}

/** Attention of the last position: pattern [rows, heads, 3] and mixed values [rows, heads * dHead]. */
function attend(context: Context) {
	const { recorder, params, sizes, batch, parameter } = context;
	const { d_model, n_heads } = params;
	const p = sizes.residues;
	const tableRows = 2 * p + 1;
	const { table, residualLast } = residualTable(context);
	const rows = batch.index('batch.rows', tableRows, (a, b) => [a, p + b, 2 * p], 3);
	const project = (weight: string, source: typeof table) =>
		recorder.one(matmul, [source, parameter(`${ATTENTION}${weight}`)], {});
	const query = project('W_Q', residualLast); // [heads, 1, dHead]
	const keys = project('W_K', table); // [heads, 2p+1, dHead]
	const values = project('W_V', table); // [heads, 2p+1, dHead]
	const scores = recorder.one(
		matmul,
		[keys, query],
		{ transposeB: true, alpha: 1 / Math.sqrt(d_model / n_heads) },
		'table.attn_scores'
	); // [heads, 2p+1, 1]
	const pattern = recorder.one(
		attentionSoftmax,
		[recorder.reshape(scores, [n_heads, tableRows]), rows.index],
		{ context: 3 },
		'blocks.0.attn.hook_pattern'
	);
	const mixed = recorder.one(
		attentionValues,
		[pattern, values, rows.index],
		{},
		'blocks.0.attn.hook_z'
	);
	return { pattern, mixed, residualLast, scores };
}

/** Every matrix applied per pair, at the last position: what a careful PyTorch user writes. */
function lastPosition(context: Context): ForwardResult {
	const { recorder, batch, parameter } = context;
	const { pattern, mixed, residualLast, scores } = attend(context);
	const width = context.params.d_model;
	const attended = recorder.one(
		matmul,
		[mixed, recorder.reshape(parameter(`${ATTENTION}W_O`), [width, width])],
		{}
	);
	const same = batch.index('batch.first', 1, () => [0]);
	const skip = recorder.one(gatherRows, [residualLast, same.index], {});
	const residualMid = recorder.one(add, [attended, skip], {}, 'blocks.0.hook_resid_mid');
	const hidden = recorder.one(
		linear,
		[residualMid, parameter(`${MLP}W_in`), parameter(`${MLP}b_in`)],
		{ activation: 'relu' },
		'blocks.0.mlp.hook_post'
	); // [rows, d_mlp]
	const written = recorder.one(
		linear,
		[hidden, parameter(`${MLP}W_out`), parameter(`${MLP}b_out`)],
		{ activation: 'none' }
	);
	const residualPost = recorder.one(add, [residualMid, written], {}, 'blocks.0.hook_resid_post');
	const logits = recorder.one(matmul, [residualPost, parameter(UNEMBED)], {}, 'logits');
	return { logits, activations: { pattern, scores, hidden, residualMid, residualPost } };
}

/**
 * Values of the tokens relative to those of "=", and the residual of a pair that attends to "=" alone. A head's pattern
 * sums to one, so attention to "=" needs no term of its own: a third of the work on pairs is gone.
 */
function relativeValues(context: Context, table: Tensor, residualLast: Tensor) {
	const { recorder, params, sizes, batch, parameter } = context;
	const { d_model, n_heads } = params;
	const dHead = d_model / n_heads;
	const tokens = 2 * sizes.residues;
	const count = n_heads * tokens;
	const weight = parameter(`${ATTENTION}W_V`);
	const all = recorder.one(matmul, [table, weight], {}); // [heads, 2p+1, dHead]
	const minusLast = recorder.one(matmul, [residualLast, weight], { alpha: -1 }); // [heads, 1, dHead]
	const rows = batch.constant('values.tokens', n_heads * (tokens + 1), () =>
		Array.from({ length: count }, (_, i) => i + Math.floor(i / tokens))
	);
	const heads = batch.constant('values.heads', n_heads, () =>
		Array.from({ length: count }, (_, i) => Math.floor(i / tokens))
	);
	const relative = recorder.one(
		gatherAdd,
		[
			recorder.reshape(all, [n_heads * (tokens + 1), dHead]),
			recorder.reshape(minusLast, [n_heads, dHead]),
			rows.index,
			heads.index
		],
		{}
	);
	const attended = recorder.one(
		matmul,
		[
			recorder.reshape(minusLast, [1, d_model]),
			recorder.reshape(parameter(`${ATTENTION}W_O`), [d_model, d_model])
		],
		{ alpha: -1 }
	);
	return {
		values: recorder.reshape(relative, [n_heads, tokens, dHead]),
		residual: recorder.one(add, [residualLast, attended], {})
	};
}

/**
 * Folded: without LayerNorm everything linear between attention and ReLU, and between ReLU and the logits, is
 * multiplied once per token instead of once per pair. With T = E W_V W_O [W_in | W_U] per head (associated from the
 * small side), relative to "=", and W_L = W_out W_U, the paper's neuron-logit map, r the residual after attending to "=":
 * hidden = relu(r W_in + b_in + sum of pattern T_in), logits = (r + b_out) W_U + sum of pattern T_U + hidden W_L.
 */
function folded(context: Context): ForwardResult {
	const { recorder, params, sizes, batch, parameter } = context;
	const { d_model, n_heads } = params;
	const tableRows = 2 * sizes.residues + 1;
	const { table, residualLast } = residualTable(context);
	const rows = batch.index(
		'batch.rows',
		tableRows,
		(a, b) => [a, sizes.residues + b, 2 * sizes.residues],
		3
	);
	const query = recorder.one(matmul, [residualLast, parameter(`${ATTENTION}W_Q`)], {});
	const keyQuery = recorder.one(matmul, [parameter(`${ATTENTION}W_K`), query], {
		transposeB: true,
		alpha: 1 / Math.sqrt(d_model / n_heads)
	}); // [heads, d_model, 1]
	const scores = recorder.one(
		matmul,
		[recorder.reshape(keyQuery, [n_heads, d_model]), table],
		{ transposeB: true },
		'table.attn_scores'
	); // [heads, 2p+1]
	const pattern = recorder.one(
		attentionSoftmax,
		[scores, rows.index],
		{ context: 3 },
		'blocks.0.attn.hook_pattern'
	);
	const { values, residual } = relativeValues(context, table, residualLast);
	const operands = batch.index(
		'batch.operands',
		2 * sizes.residues,
		(a, b) => [a, sizes.residues + b],
		2
	);
	const outputRows = recorder.reshape(parameter(`${ATTENTION}W_O`), [d_model, d_model]);
	const through = (weight: Tensor) => {
		const folded = recorder.one(matmul, [outputRows, weight], {});
		const perHead = [n_heads, d_model / n_heads, axis(weight.shape, 1)];
		return recorder.one(matmul, [values, recorder.reshape(folded, perHead)], {});
	}; // [heads, 2p, columns]
	const mix = (weight: Tensor, base: Tensor, activation: 'none' | 'relu', name: string) =>
		recorder.one(
			attentionMix,
			[pattern, through(weight), operands.index, recorder.reshape(base, [axis(weight.shape, 1)])],
			{ activation },
			name
		);
	const [weightIn, unembed] = [parameter(`${MLP}W_in`), parameter(UNEMBED)];
	const baseIn = recorder.one(linear, [residual, weightIn, parameter(`${MLP}b_in`)], {
		activation: 'none'
	});
	const hidden = mix(weightIn, baseIn, 'relu', 'blocks.0.mlp.hook_post');
	const bias = recorder.reshape(parameter(`${MLP}b_out`), [1, d_model]);
	const skip = recorder.one(add, [residual, bias], {});
	const direct = mix(unembed, recorder.one(matmul, [skip, unembed], {}), 'none', 'logits.direct');
	const neuronLogit = recorder.one(matmul, [parameter(`${MLP}W_out`), unembed], {}, 'W_L');
	const logits = recorder.one(matmulAdd, [hidden, neuronLogit, direct], {}, 'logits');
	return { logits, activations: { pattern, scores, hidden } };
}

/**
 * The one-layer decoder of Nanda et al. 2023 (section 3 and released code) on tokens [a, b, "="]:
 * learned positions, no LayerNorm, ReLU MLP with trainable biases, untied unembedding, p + 1 outputs.
 *
 * Both formulations record the last position only, which is where loss and logits are read: the query of "=" is one
 * vector per head, and keys, values and scores depend on (token, position) alone, so they are tables of
 * 2p + 1 rows (a at position 0, b at position 1, "=" at position 2). Exact, not an approximation.
 */
export const oneLayerTransformer = defineModel({
	id: 'one-layer-transformer',
	label: 'One-layer transformer',
	cite: 'Nanda et al. 2023',
	params: {
		d_model: int({
			label: 'Residual width (d_model)',
			help: 'Width of the residual stream. A multiple of the number of heads.',
			min: 1,
			max: 4096,
			slider: { min: 16, max: 256, scale: 'log' },
			default: 128
		}),
		n_heads: int({
			label: 'Attention heads',
			help: 'Heads share the residual width equally.',
			min: 1,
			max: 64,
			slider: { min: 1, max: 16 },
			default: 4
		}),
		d_mlp: hiddenWidthParam
	},
	roles: { embedding: EMBED },
	refuse: ({ d_model, n_heads }) =>
		d_model % n_heads === 0
			? undefined
			: `d_model must be divisible by n_heads: got d_model=${String(d_model)} and n_heads=${String(n_heads)}`,
	outputs: (_, { residues }) => residues + 1,
	parameters({ d_model, n_heads, d_mlp }, { residues }) {
		const vocabulary = residues + 1;
		const dHead = d_model / n_heads;
		const normal = (name: string, shape: readonly number[], fan: number): ParameterSpec => ({
			name,
			shape,
			init: { kind: 'normal', std: 1 / Math.sqrt(fan) }
		});
		const zeros = (name: string, size: number): ParameterSpec => ({
			name,
			shape: [size],
			init: { kind: 'zeros' }
		});
		return [
			normal(EMBED, [vocabulary, d_model], d_model),
			normal(POSITIONS, [3, d_model], d_model),
			normal(`${ATTENTION}W_Q`, [n_heads, d_model, dHead], d_model),
			normal(`${ATTENTION}W_K`, [n_heads, d_model, dHead], d_model),
			normal(`${ATTENTION}W_V`, [n_heads, d_model, dHead], d_model),
			normal(`${ATTENTION}W_O`, [n_heads, dHead, d_model], d_model),
			normal(`${MLP}W_in`, [d_model, d_mlp], d_model),
			zeros(`${MLP}b_in`, d_mlp),
			// The paper's code scales W_out by 1/sqrt(d_model) too, not by 1/sqrt(d_mlp).
			normal(`${MLP}W_out`, [d_mlp, d_model], d_model),
			zeros(`${MLP}b_out`, d_model),
			normal(UNEMBED, [d_model, vocabulary], vocabulary)
		];
	},
	formulations: [
		{ id: 'last-position', forward: lastPosition },
		{ id: 'folded', forward: folded }
	],
	preferred: { gpu: 'folded', software: 'folded' }
});
