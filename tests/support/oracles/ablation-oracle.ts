import type { RunSpec } from '../../../src/engine/trainer/run-spec.ts';
import type { DirectNetwork } from './direct-network.ts';
import { answers, dot, lossOf, sumDirections } from './mechanism-oracle.ts';
import { naiveAttention } from './naive-attention.ts';
import { naiveTransformer } from './naive-transformer.ts';
import { product } from '../networks/nanda-network.ts';

/**
 * Train loss, train accuracy, test loss and test accuracy of some logits [pair, class], by
 * definition.
 */
export function scoreByDefinition(
	logits: Float64Array,
	{ structure, train, test, kind }: DirectNetwork
): readonly number[] {
	const targets = answers(structure);
	const classes = logits.length / targets.length;
	const squares = (pairs: readonly number[]) => {
		const rows = pairs.map((pair) => {
			const row = logits.subarray(pair * classes, (pair + 1) * classes);
			const rest = row.map((value, c) => value - (c === targets[pair] ? 1 : 0));
			return dot(rest, rest) / classes;
		});
		return rows.reduce((sum, value) => sum + value, 0) / rows.length;
	};
	return [train, test].flatMap((pairs) => {
		const { loss, accuracy } = lossOf(logits, targets, pairs);
		return [kind === 'softmax' ? loss : squares(pairs), accuracy];
	});
}

/**
 * The part of every column over the pairs in the sum directions of some frequencies [pair,
 * columns].
 */
export function projectedColumns(
	values: Float64Array,
	{ structure }: DirectNetwork,
	frequencies: readonly number[]
): Float64Array {
	const columns = values.length / structure.order ** 2;
	const projected = new Float64Array(values.length);
	for (const direction of frequencies.flatMap((k) => sumDirections(structure, k))) {
		for (let j = 0; j < columns; j++) {
			let along = 0;
			direction.forEach((value, pair) => {
				along += value * (values[pair * columns + j] ?? NaN);
			});
			direction.forEach((value, pair) => {
				projected[pair * columns + j] = (projected[pair * columns + j] ?? NaN) + along * value;
			});
		}
	}
	return projected;
}

/** Mean over the pairs of every column, in every row [pair, columns]. */
export function meanRows(values: Float64Array, pairs: number): Float64Array {
	const columns = values.length / pairs;
	const means = new Float64Array(columns);
	values.forEach((value, i) => {
		means[i % columns] = (means[i % columns] ?? NaN) + value / pairs;
	});
	return values.map((_, i) => means[i % columns] ?? NaN);
}

export const plus = (x: Float64Array, y: Float64Array, factor = 1): Float64Array =>
	x.map((value, i) => value + factor * (y[i] ?? NaN));

const sizesOf = ({ params }: RunSpec) => ({
	p: Number(params['p']),
	d_model: Number(params['d_model']),
	n_heads: Number(params['n_heads']),
	d_mlp: Number(params['d_mlp'])
});

const isTransformer = ({ weights }: DirectNetwork) => 'unembed.W_U' in weights;

/** Logits of every pair, the "=" class of the transformer included. */
export function allLogits(spec: RunSpec, network: DirectNetwork): Float64Array {
	if (!isTransformer(network)) return network.logits;
	const sizes = sizesOf(spec);
	return Float64Array.from(
		Array.from({ length: sizes.p ** 2 }).flatMap((_, pair) => {
			const [a, b] = [Math.floor(pair / sizes.p), pair % sizes.p];
			return naiveTransformer(network.weights, sizes, a, b).logits;
		})
	);
}

/** W_L with all classes [neurons, outputs]. */
export function wholeNeuronLogitMap(spec: RunSpec, network: DirectNetwork): Float64Array {
	if (!isTransformer(network)) return network.neuronLogitMap;
	const { p, d_model } = sizesOf(spec);
	const { 'blocks.0.mlp.W_out': out = [], 'unembed.W_U': unembed = [] } = network.weights;
	return product(out, unembed, d_model, p + 1);
}

/** The transformer's residual stream at "=" by its parts, and how logits come of it. */
export function transformerPaths(spec: RunSpec, { weights }: DirectNetwork) {
	const sizes = sizesOf(spec);
	const { p, d_model, n_heads, d_mlp } = sizes;
	const dHead = d_model / n_heads;
	const of = (name: string) => weights[name] ?? new Float64Array(0);
	const positions = of('pos_embed.W_pos');
	const streams = [0, 1, 2].map((position) =>
		of('embed.W_E').map(
			(value, i) => value + (positions[position * d_model + (i % d_model)] ?? NaN)
		)
	);
	const attended = new Float64Array(p * p * d_model);
	naiveAttention(weights, sizes).forEach((patterns, h) => {
		patterns.forEach((pattern, position) => {
			const start = h * d_model * dHead;
			const stream = streams[position] ?? new Float64Array(0);
			const values = product(stream, of('blocks.0.attn.W_V'), d_model, dHead, start);
			const written = product(values, of('blocks.0.attn.W_O'), dHead, d_model, start);
			attended.forEach((_, i) => {
				const [pair, k] = [Math.floor(i / d_model), i % d_model];
				const token = [Math.floor(pair / p), pair % p, p][position] ?? NaN;
				const value = (pattern[pair] ?? NaN) * (written[token * d_model + k] ?? NaN);
				attended[i] = (attended[i] ?? NaN) + value;
			});
		});
	});
	const own = streams[2]?.subarray(p * d_model) ?? new Float64Array(0);
	const skip = attended.map((_, i) => own[i % d_model] ?? NaN);
	const withBias = (values: Float64Array, name: string) => {
		const bias = of(name);
		return values.map((value, i) => value + (bias[i % bias.length] ?? NaN));
	};
	return {
		attended,
		skip,
		/** What the MLP writes, from the stream before it. */
		mlp(middle: Float64Array) {
			const before = product(middle, of('blocks.0.mlp.W_in'), d_model, d_mlp);
			const hidden = withBias(before, 'blocks.0.mlp.b_in').map((value) => Math.max(0, value));
			return withBias(
				product(hidden, of('blocks.0.mlp.W_out'), d_mlp, d_model),
				'blocks.0.mlp.b_out'
			);
		},
		logits: (stream: Float64Array) => product(stream, of('unembed.W_U'), d_model, p + 1)
	};
}
