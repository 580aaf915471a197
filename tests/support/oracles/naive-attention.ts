import type { Weights } from './naive-transformer.ts';

/**
 * Attention at "=" of the one-layer transformer, query times keys of three tokens in turn, by head
 * and position (a, b, "="): each [p^2], a-major.
 */
export function naiveAttention(
	weights: Weights,
	sizes: { readonly p: number; readonly d_model: number; readonly n_heads: number }
): readonly (readonly Float64Array[])[] {
	const { p, d_model, n_heads } = sizes;
	const dHead = d_model / n_heads;
	const at = (name: string, i: number) => weights[name]?.[i] ?? NaN;
	const residual = (token: number, position: number) =>
		Array.from(
			{ length: d_model },
			(_, k) => at('embed.W_E', token * d_model + k) + at('pos_embed.W_pos', position * d_model + k)
		);
	const project = (x: readonly number[], name: string, h: number) =>
		Array.from({ length: dHead }, (_, j) =>
			x.reduce(
				(sum, value, k) => sum + value * at(`blocks.0.attn.${name}`, (h * d_model + k) * dHead + j),
				0
			)
		);
	return Array.from({ length: n_heads }, (_, h) => {
		const query = project(residual(p, 2), 'W_Q', h);
		const score = (token: number, position: number) =>
			project(residual(token, position), 'W_K', h).reduce(
				(sum, key, j) => sum + key * (query[j] ?? NaN),
				0
			) / Math.sqrt(dHead);
		const patterns = [0, 1, 2].map(() => new Float64Array(p * p));
		for (let pair = 0; pair < p * p; pair++) {
			const tokens = [Math.floor(pair / p), pair % p, p];
			const exponentials = tokens.map((token, position) => Math.exp(score(token, position)));
			const total = exponentials.reduce((sum, value) => sum + value, 0);
			patterns.forEach((pattern, position) => {
				pattern[pair] = (exponentials[position] ?? NaN) / total;
			});
		}
		return patterns;
	});
}
