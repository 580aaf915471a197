import { LabError } from '../core/lab-error.ts';
import type { ParameterKind } from '../core/trainable-tensor.ts';
import type { TaskShape } from '../tasks/define.ts';
import type { Initialization, ParameterSpec } from './define.ts';
import type { DeepTransformerParams } from './transformer-params.ts';
import { started } from './start.ts';
import { blockPrefix, EMBED, POSITIONS, UNEMBED } from './transformer-parts.ts';

const ZEROS: Initialization = { kind: 'zeros' };
const ONES: Initialization = { kind: 'ones' };

/** Number of logits at each position. */
export const outputsOf = (
	{ equals_output: hasEquals }: DeepTransformerParams,
	{ classes }: TaskShape
): number => (hasEquals ? classes + 1 : classes);

/**
 * Initialization of a matrix with this many inputs. Under `normal` the variance is 1 / normalFan.
 */
function initOf(
	{ weight_init }: DeepTransformerParams,
	inputs: number,
	normalFan: number
): Initialization {
	if (weight_init === 'pytorch') return { kind: 'uniform', bound: 1 / Math.sqrt(inputs) };
	if (weight_init === 'orthogonal') return { kind: 'orthogonal' };
	return { kind: 'normal', std: 1 / Math.sqrt(normalFan) };
}

/** The tables that are indexed by token and by position. */
function tables(params: DeepTransformerParams, shape: TaskShape): readonly ParameterSpec[] {
	const { d_model, weight_init, position_encoding } = params;
	const std = weight_init === 'pytorch' ? 1 : 1 / Math.sqrt(d_model);
	const table = (name: string, rows: number, kind: ParameterKind): ParameterSpec => ({
		name,
		shape: [rows, d_model],
		kind,
		init: { kind: 'normal', std }
	});
	return [
		table(EMBED, shape.vocabulary, 'embedding'),
		...(position_encoding === 'learned' ? [table(POSITIONS, shape.context, 'position')] : [])
	];
}

/** Gain and bias of a normalization; empty if the model has none. */
function normalization(
	{ norm, d_model }: DeepTransformerParams,
	prefix: string
): readonly ParameterSpec[] {
	const gain: ParameterSpec = { name: `${prefix}w`, shape: [d_model], kind: 'gain', init: ONES };
	const bias: ParameterSpec = { name: `${prefix}b`, shape: [d_model], kind: 'bias', init: ZEROS };
	if (norm === 'none') return [];
	return norm === 'layer' ? [gain, bias] : [gain];
}

function attention(params: DeepTransformerParams, prefix: string): readonly ParameterSpec[] {
	const { d_model, n_heads } = params;
	const dHead = d_model / n_heads;
	const matrix = (name: string, inputs: number, outputs: number, total: number) => ({
		name: `${prefix}${name}`,
		shape: [n_heads, inputs, outputs],
		kind: 'hidden' as const,
		init: initOf(params, total, d_model)
	});
	return [
		...['W_Q', 'W_K', 'W_V'].map((name): ParameterSpec => ({
			...matrix(name, d_model, dHead, d_model),
			headsShare: 'outputs'
		})),
		{ ...matrix('W_O', dHead, d_model, d_model), headsShare: 'inputs' }
	];
}

function mlp(params: DeepTransformerParams, prefix: string): readonly ParameterSpec[] {
	const { d_model, d_mlp, mlp_biases: hasBiases, weight_init } = params;
	const layer = (suffix: string, inputs: number, outputs: number): readonly ParameterSpec[] => {
		const weights: ParameterSpec = {
			name: `${prefix}W_${suffix}`,
			shape: [inputs, outputs],
			kind: 'hidden',
			// The paper's code scales W_out by 1/sqrt(d_model) too, not by 1/sqrt(d_mlp).
			init: initOf(params, inputs, d_model)
		};
		const bias: ParameterSpec = {
			name: `${prefix}b_${suffix}`,
			shape: [outputs],
			kind: 'bias',
			init: weight_init === 'pytorch' ? weights.init : ZEROS
		};
		return hasBiases ? [weights, bias] : [weights];
	};
	return [...layer('in', d_model, d_mlp), ...layer('out', d_mlp, d_model)];
}

/**
 * @throws LabError `bad-parameter` if a tied unembedding has more outputs than the embedding has
 * rows
 */
function checkTied(
	{ tied_unembedding: isTied }: DeepTransformerParams,
	outputs: number,
	rows: number
) {
	if (!isTied || outputs <= rows) return;
	throw new LabError(
		'bad-parameter',
		`tied_unembedding: expected at most as many outputs as tokens (${String(rows)}), got ${String(outputs)}: choose a task whose answers are tokens, or no output for “=”`
	);
}

/** All trainable tensors, in the order in which their initial values are drawn. */
export function transformerWeights(
	params: DeepTransformerParams,
	shape: TaskShape
): readonly ParameterSpec[] {
	const { d_model, n_layers, norm_place, tied_unembedding: isTied } = params;
	const outputs = outputsOf(params, shape);
	checkTied(params, outputs, shape.vocabulary);
	const blocks = Array.from({ length: n_layers }, (_, layer) => {
		const block = blockPrefix(layer);
		return [
			...normalization(params, `${block}ln1.`),
			...attention(params, `${block}attn.`),
			...normalization(params, `${block}ln2.`),
			...mlp(params, `${block}mlp.`)
		];
	});
	const unembedding: ParameterSpec = {
		name: UNEMBED,
		shape: [d_model, outputs],
		kind: 'unembedding',
		init: initOf(params, d_model, outputs)
	};
	const specs = [
		...tables(params, shape),
		...blocks.flat(),
		...(norm_place === 'before' ? normalization(params, 'ln_final.') : []),
		...(isTied ? [] : [unembedding])
	];
	return started(specs, params, [UNEMBED]);
}
