/** Weights by name, row-major. */
export type Weights = Readonly<Record<string, ArrayLike<number>>>;

interface Sizes {
	readonly p: number;
	readonly d_model: number;
	readonly n_heads: number;
	readonly d_mlp: number;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** x W for one row, W [x.length, columns] beginning at `start`. */
function times(
	x: readonly number[],
	weight: ArrayLike<number>,
	columns: number,
	start = 0
): number[] {
	return range(columns).map((j) =>
		x.reduce((sum, value, i) => sum + value * (weight[start + i * columns + j] ?? NaN), 0)
	);
}

const plus = (x: readonly number[], y: ArrayLike<number>) =>
	x.map((value, i) => value + (y[i] ?? NaN));

/** What the last position holds for one pair. */
export interface NaiveActivations {
	/** After the ReLU [d_mlp]. */
	readonly hidden: readonly number[];
	/** [p + 1], or [p] without an output for "=" */
	readonly logits: readonly number[];
}

/**
 * The one-layer transformer on [a, b, "="] as the paper writes it: every token and every position
 * in turn, causal attention with a softmax over what came before, neurons and logits read at the
 * last position.
 */
export function naiveTransformer(
	weights: Weights,
	sizes: Sizes,
	a: number,
	b: number
): NaiveActivations {
	const { p, d_model, n_heads, d_mlp } = sizes;
	const dHead = d_model / n_heads;
	const of = (name: string) => weights[name] ?? [];
	const row = (name: string, i: number) =>
		range(d_model).map((k) => of(name)[i * d_model + k] ?? NaN);
	const residual = [a, b, p].map((token, position) =>
		plus(row('embed.W_E', token), row('pos_embed.W_pos', position))
	);
	const attended = residual.map((own, position) => {
		const before = residual.slice(0, position + 1);
		return range(n_heads).reduce(
			(sum, h) => {
				const head = (name: string, x: readonly number[]) =>
					times(x, of(`blocks.0.attn.${name}`), dHead, h * d_model * dHead);
				const query = head('W_Q', own);
				const scores = before.map(
					(x) =>
						head('W_K', x).reduce((dot, key, i) => dot + key * (query[i] ?? NaN), 0) /
						Math.sqrt(dHead)
				);
				const exponentials = scores.map(Math.exp);
				const total = exponentials.reduce((all, value) => all + value, 0);
				const z = before
					.map((x, j) => head('W_V', x).map((value) => (value * (exponentials[j] ?? NaN)) / total))
					.reduce((left, right) => plus(left, right));
				return plus(sum, times(z, of('blocks.0.attn.W_O'), d_model, h * dHead * d_model));
			},
			range(d_model).map(() => 0)
		);
	});
	const positions = residual.map((x, position) => {
		const middle = plus(x, attended[position] ?? []);
		const before = plus(times(middle, of('blocks.0.mlp.W_in'), d_mlp), of('blocks.0.mlp.b_in'));
		const hidden = before.map((value) => Math.max(0, value));
		const written = times(hidden, of('blocks.0.mlp.W_out'), d_model);
		const after = plus(middle, plus(written, of('blocks.0.mlp.b_out')));
		const unembedding = of('unembed.W_U');
		return { hidden, logits: times(after, unembedding, unembedding.length / after.length) };
	});
	return positions[2] ?? { hidden: [], logits: [] };
}
