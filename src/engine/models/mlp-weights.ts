import { portableCubeRoot } from '../core/portable-cube-root.ts';
import type { ParameterKind } from '../core/trainable-tensor.ts';
import type { TaskShape } from '../tasks/define.ts';
import type { Initialization, ParameterSpec } from './define.ts';
import type { MlpParams } from './mlp-params.ts';
import { started } from './start.ts';

export const READ_OUT = 'unembed.W_U';
export const READ_OUT_BIAS = 'unembed.b_U';
/** From the last neurons to the width of a tied embedding. */
export const TO_EMBEDDING = 'mlp.W_out';
export const layerPrefix = (layer: number): string => `mlp.${String(layer)}.`;

/** The linear maps of a layer, W and the second factor of a bilinear one. */
export const mapsOf = ({ neuron_activation }: MlpParams): readonly string[] =>
	neuron_activation === 'bilinear' ? ['W', 'G'] : ['W'];

/** Names of the embeddings of a and b; the same twice if shared, undefined if they are one-hot. */
export function embeddingsOf({
	operand_embedding
}: MlpParams): readonly [string, string] | undefined {
	if (operand_embedding === 'one-hot') return undefined;
	return operand_embedding === 'shared'
		? ['embed.W_E', 'embed.W_E']
		: ['embed_x.W_E', 'embed_y.W_E'];
}

/** Names of the first layer's weights for a and for b; the same twice if both have the same. */
export const operandWeights = (
	{ operand_input }: MlpParams,
	map: string
): readonly [string, string] => {
	const name = `${layerPrefix(0)}${map}`;
	return operand_input === 'sum' ? [name, name] : [`${name}_x`, `${name}_y`];
};

/** Number of inputs of the first layer, those of a and b counted apart if side by side. */
const firstInputs = ({ operand_embedding, operand_input, d_embed }: MlpParams, p: number): number =>
	(operand_embedding === 'one-hot' ? p : d_embed) * (operand_input === 'sum' ? 1 : 2);

/** Number of inputs of a layer, p outputs. */
export const inputsOf = (params: MlpParams, p: number, layer: number): number =>
	layer === 0 ? firstInputs(params, p) : params.d_mlp;

/** The factor on the weights of a layer with this many inputs. */
export function layerFactor({ mlp_init }: MlpParams, inputs: number, isLast: boolean): number {
	if (mlp_init === 'mup' && isLast) return 1 / inputs;
	return mlp_init === 'ntk' || mlp_init === 'mup' ? 1 / Math.sqrt(inputs) : 1;
}

function initOf({ mlp_init, d_mlp }: MlpParams, inputs: number, p: number): Initialization {
	if (mlp_init === 'pytorch') return { kind: 'uniform', bound: 1 / Math.sqrt(inputs) };
	if (mlp_init === 'inverse-p') return { kind: 'normal', std: 1 / Math.sqrt(p) };
	if (mlp_init === 'cube-root') return { kind: 'normal', std: 1 / portableCubeRoot(16 * d_mlp) };
	return { kind: 'normal', std: mlp_init === 'normal' ? 1 / Math.sqrt(inputs) : 1 };
}

/** Distinct names in their order. */
const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

/** All trainable tensors, in the order in which their initial values are drawn. */
export function mlpWeights(params: MlpParams, shape: TaskShape): readonly ParameterSpec[] {
	const { d_embed, d_mlp, n_hidden, layer_biases: hasBiases, mlp_init } = params;
	const { classes: p } = shape;
	const matrix = (
		name: string,
		kind: ParameterKind,
		size: readonly [number, number],
		inputs: number
	): ParameterSpec => ({ name, kind, shape: size, init: initOf(params, inputs, p) });
	const bias = (name: string, size: number, inputs: number): readonly ParameterSpec[] => {
		const init: Initialization =
			mlp_init === 'pytorch' ? initOf(params, inputs, p) : { kind: 'zeros' };
		return hasBiases ? [{ name, kind: 'bias', shape: [size], init }] : [];
	};
	const embeddings = distinct(embeddingsOf(params) ?? []).map((name): ParameterSpec => ({
		...matrix(name, 'embedding', [p, d_embed], d_embed),
		...(mlp_init === 'pytorch' ? { init: { kind: 'normal', std: 1 } } : {})
	}));
	const [rows, kind] =
		embeddings.length === 0 ? [p, 'embedding' as const] : [d_embed, 'hidden' as const];
	const layers = Array.from({ length: n_hidden }, (_, layer) => {
		const inputs = inputsOf(params, p, layer);
		return mapsOf(params).flatMap((map) => {
			const name = `${layerPrefix(layer)}${map}`;
			const weights =
				layer === 0
					? distinct(operandWeights(params, map)).map((own) =>
							matrix(own, kind, [rows, d_mlp], inputs)
						)
					: [matrix(name, 'hidden', [d_mlp, d_mlp], inputs)];
			return [...weights, ...bias(`${name}_bias`, d_mlp, inputs)];
		});
	});
	const last = params.tied_unembedding
		? matrix(TO_EMBEDDING, 'hidden', [d_mlp, d_embed], d_mlp)
		: matrix(READ_OUT, 'unembedding', [d_mlp, p], d_mlp);
	const width = params.tied_unembedding ? d_embed : d_mlp;
	const specs = [...embeddings, ...layers.flat(), last, ...bias(READ_OUT_BIAS, p, width)];
	return started(specs, params, [READ_OUT, READ_OUT_BIAS]);
}
