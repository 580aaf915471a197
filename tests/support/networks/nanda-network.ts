import { readFileSync } from 'node:fs';
import { decodeSafetensors } from '../../../src/engine/checkpoint/safetensors-codec.ts';

/** The measures of the golden network, by an independent program; see tests/golden/README.md. */
export interface NandaMeasures {
	readonly train_loss_113: number;
	readonly test_loss_113: number;
	readonly test_accuracy: number;
	readonly sum_sq: number;
	readonly key_frequencies: readonly number[];
	/** By frequency. */
	readonly power_share: Readonly<Record<string, number>>;
	readonly restricted_all: number;
	readonly restricted_train: number;
	readonly restricted_test: number;
	readonly excluded_train: number;
	/** Entry i for frequency i + 1. */
	readonly excluded_single_train: readonly number[];
	readonly gini_W_E: number;
	readonly gini_W_L: number;
	readonly neurons_fve85: number;
	/** By frequency. */
	readonly neuron_clusters: Readonly<Record<string, number>>;
	readonly W_L_residual: number;
	readonly W_L_residual_without_constant: number;
	/** By `cos_k` and `sin_k`. */
	readonly uv_fve: Readonly<Record<string, number>>;
	readonly logit_fve_class_centred: number;
	readonly train_pairs: readonly (readonly [number, number])[];
	readonly test_pairs: readonly (readonly [number, number])[];
}

const GOLDEN = new URL('../../golden/', import.meta.url);

const isMeasures = (value: unknown): value is NandaMeasures =>
	typeof value === 'object' && value !== null && 'uv_fve' in value && 'train_pairs' in value;

export function readNandaMeasures(): NandaMeasures {
	const file = 'nanda-p113-final.probes.json';
	const parsed: unknown = JSON.parse(readFileSync(new URL(file, GOLDEN), 'utf8'));
	if (!isMeasures(parsed)) throw new Error(`${file}: not the measures of a network`);
	return parsed;
}

/** Weights by name, row-major. */
export type NandaWeights = (name: string) => ArrayLike<number>;

export function readNandaWeights(): NandaWeights {
	const bytes = readFileSync(new URL('nanda-p113-final.safetensors', GOLDEN));
	const { tensors } = decodeSafetensors(Uint8Array.from(bytes));
	return (name) => {
		const tensor = tensors.get(name);
		if (tensor === undefined) throw new Error(`no tensor "${name}"`);
		return Float64Array.from(tensor.data);
	};
}

const P = 113;
const D_MODEL = 128;
const HEADS = 4;
const D_HEAD = 32;
const D_MLP = 512;

/** [rows, inner] times [inner, columns], the right one of which begins at `start`. */
export function product(
	left: ArrayLike<number>,
	right: ArrayLike<number>,
	inner: number,
	columns: number,
	start = 0
): Float64Array {
	const result = new Float64Array((left.length / inner) * columns);
	for (let row = 0; row * inner < left.length; row++) {
		for (let k = 0; k < inner; k++) {
			const value = left[row * inner + k] ?? 0;
			if (value === 0) continue;
			for (let j = 0; j < columns; j++) {
				const at = row * columns + j;
				result[at] = (result[at] ?? 0) + value * (right[start + k * columns + j] ?? 0);
			}
		}
	}
	return result;
}

/** What the network computes at "=" for every pair, a-major. */
export interface NandaActivations {
	/** Attention to a per head, each [113^2]. */
	readonly attentionToA: readonly Float64Array[];
	/** After the ReLU [113^2, 512]. */
	readonly neurons: Float64Array;
	/** The "=" class left out [113^2, 113]. */
	readonly logits: Float64Array;
}

/** Residual stream before attention of every token at one position [114, 128]. */
function residual(weights: NandaWeights, position: number): Float64Array {
	const positions = weights('pos_embed.W_pos');
	return Float64Array.from(
		weights('embed.W_E'),
		(value, i) => value + (positions[position * D_MODEL + (i % D_MODEL)] ?? NaN)
	);
}

/**
 * One head: its score for every token at the three positions, and what each would write into the
 * stream.
 */
function head(weights: NandaWeights, h: number) {
	const start = h * D_MODEL * D_HEAD;
	const project = (x: Float64Array, name: string) =>
		product(x, weights(`blocks.0.attn.${name}`), D_MODEL, D_HEAD, start);
	const query = project(residual(weights, 2).subarray(P * D_MODEL), 'W_Q');
	return [0, 1, 2].map((position) => {
		const x = residual(weights, position);
		const scores = product(project(x, 'W_K'), query, D_HEAD, 1);
		const written = product(
			project(x, 'W_V'),
			weights('blocks.0.attn.W_O'),
			D_HEAD,
			D_MODEL,
			h * D_HEAD * D_MODEL
		);
		return { scores: scores.map((score) => score / Math.sqrt(D_HEAD)), written };
	});
}

/** The stream after attention at "=" for every pair [113^2, 128], and the attention to a. */
function attend(weights: NandaWeights) {
	const own = residual(weights, 2).subarray(P * D_MODEL);
	const stream = Float64Array.from({ length: P * P * D_MODEL }, (_, i) => own[i % D_MODEL] ?? NaN);
	const attentionToA = Array.from({ length: HEADS }, (_, h) => {
		const positions = head(weights, h);
		const toA = new Float64Array(P * P);
		for (let pair = 0; pair < P * P; pair++) {
			const tokens = [Math.floor(pair / P), pair % P, P];
			const exponentials = positions.map(({ scores }, i) =>
				Math.exp(scores[tokens[i] ?? NaN] ?? NaN)
			);
			const total = exponentials.reduce((sum, value) => sum + value, 0);
			toA[pair] = (exponentials[0] ?? NaN) / total;
			positions.forEach(({ written }, i) => {
				const pattern = (exponentials[i] ?? NaN) / total;
				const token = (tokens[i] ?? NaN) * D_MODEL;
				for (let j = 0; j < D_MODEL; j++) {
					const at = pair * D_MODEL + j;
					stream[at] = (stream[at] ?? NaN) + pattern * (written[token + j] ?? NaN);
				}
			});
		}
		return toA;
	});
	return { stream, attentionToA };
}

/**
 * Forward pass over all pairs in float64, by plain loops: no op, no plan of the product. A few
 * seconds.
 */
export function nandaForward(weights: NandaWeights): NandaActivations {
	const { stream, attentionToA } = attend(weights);
	const bias = weights('blocks.0.mlp.b_in');
	const neurons = product(stream, weights('blocks.0.mlp.W_in'), D_MODEL, D_MLP).map((value, i) =>
		Math.max(0, value + (bias[i % D_MLP] ?? NaN))
	);
	const outBias = weights('blocks.0.mlp.b_out');
	const final = product(neurons, weights('blocks.0.mlp.W_out'), D_MLP, D_MODEL).map(
		(value, i) => value + (stream[i] ?? NaN) + (outBias[i % D_MODEL] ?? NaN)
	);
	const all = product(final, weights('unembed.W_U'), D_MODEL, P + 1);
	return { attentionToA, neurons, logits: withoutLast(all, P + 1) };
}

/** A matrix without its last column: the "=" class. */
export const withoutLast = (values: Float64Array, columns: number): Float64Array =>
	values.filter((_, i) => i % columns !== columns - 1);
