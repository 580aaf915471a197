import type { CyclicStructure } from '../../../src/engine/mechanism/cyclic-structure.ts';
import type { LossKind } from '../../../src/engine/mechanism/row-loss.ts';
import type { BuiltRun } from '../../../src/engine/trainer/build/build-run.ts';
import { naiveTransformer, type Weights } from './naive-transformer.ts';

/** All activations that measures use, of one replica. The "=" token and class are left out. */
export interface DirectNetwork {
	readonly structure: CyclicStructure;
	readonly kind: LossKind;
	/** Weights by name. */
	readonly weights: Readonly<Record<string, Float64Array>>;
	/** [order, width] */
	readonly embedding: Float64Array;
	/** What a neuron adds to the logits [neurons, order]. */
	readonly neuronLogitMap: Float64Array;
	/** [order^2, neurons] */
	readonly neurons: Float64Array;
	/** [order^2, order] */
	readonly logits: Float64Array;
	/** Pair indices. */
	readonly train: readonly number[];
	readonly test: readonly number[];
}

type Pieces = Pick<DirectNetwork, 'embedding' | 'neuronLogitMap' | 'neurons' | 'logits'>;

const pairsOf = (order: number) =>
	Array.from({ length: order ** 2 }, (_, i) => [Math.floor(i / order), i % order] as const);

function transformer(weights: Weights, run: BuiltRun): Pieces {
	const number = (key: string) => Number(run.spec.params[key]);
	const p = run.shape.classes;
	const [d_model, n_heads, d_mlp] = [number('d_model'), number('n_heads'), number('d_mlp')];
	const each = pairsOf(p).map(([a, b]) =>
		naiveTransformer(weights, { p, d_model, n_heads, d_mlp }, a, b)
	);
	const at = (name: string, i: number) => weights[name]?.[i] ?? NaN;
	return {
		embedding: Float64Array.from({ length: p * d_model }, (_, i) => at('embed.W_E', i)),
		neuronLogitMap: Float64Array.from({ length: d_mlp * p }, (_, i) => {
			const [neuron, c] = [Math.floor(i / p), i % p];
			let sum = 0;
			for (let k = 0; k < d_model; k++) {
				sum += at('blocks.0.mlp.W_out', neuron * d_model + k) * at('unembed.W_U', k * (p + 1) + c);
			}
			return sum;
		}),
		neurons: Float64Array.from(each.flatMap(({ hidden }) => hidden)),
		logits: Float64Array.from(each.flatMap(({ logits }) => logits.slice(0, p)))
	};
}

function quadraticMlp(weights: Weights, run: BuiltRun): Pieces {
	const p = run.shape.classes;
	const width = Number(run.spec.params['d_mlp']);
	const at = (name: string, i: number) => weights[name]?.[i] ?? NaN;
	const neurons = pairsOf(p).flatMap(([a, b]) =>
		Array.from({ length: width }, (_, n) => (at('U', a * width + n) + at('V', b * width + n)) ** 2)
	);
	const logits = pairsOf(p).flatMap((_, pair) =>
		Array.from({ length: p }, (_, c) => {
			let sum = 0;
			for (let n = 0; n < width; n++)
				sum += (neurons[pair * width + n] ?? NaN) * at('W', n * p + c);
			return sum;
		})
	);
	return {
		embedding: Float64Array.from(weights['U'] ?? []),
		neuronLogitMap: Float64Array.from(weights['W'] ?? []),
		neurons: Float64Array.from(neurons),
		logits: Float64Array.from(logits)
	};
}

const MODELS: Readonly<Record<string, (weights: Weights, run: BuiltRun) => Pieces>> = {
	'one-layer-transformer': transformer,
	'quadratic-mlp': quadraticMlp
};

/**
 * What a run's network computes for every pair, by plain loops over the model's formula: no plan,
 * no ops.
 * @param flat all parameters [P] of the replica
 */
export function directNetwork(
	run: BuiltRun,
	flat: ArrayLike<number>,
	replica: number
): DirectNetwork {
	const { structure } = run.shape;
	const pieces = MODELS[run.spec.model.id];
	if (structure.kind !== 'cyclic' || pieces === undefined) {
		throw new Error(`no direct network for ${run.spec.task.id} and ${run.spec.model.id}`);
	}
	const weights = Object.fromEntries(
		run.plan.parameters.map(({ name, offset, shape }) => {
			const length = shape.reduce((product, size) => product * size, 1);
			return [name, Float64Array.from({ length }, (_, i) => flat[offset + i] ?? NaN)] as const;
		})
	);
	const { train, test } = run.split(replica);
	return {
		structure,
		kind: run.spec.loss.kind,
		weights,
		...pieces(weights, run),
		train: [...train],
		test: [...test]
	};
}
