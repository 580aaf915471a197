/**
 * Fixed positions [context, width] of Vaswani et al. 2017 (arXiv 1706.03762, section 3.5): at
 * column j of position t, sin(t / 10000^(2i / width)) where j = 2i, and the cosine of the same
 * where j = 2i + 1.
 */
export function sinusoidalPositions(context: number, width: number): Float64Array {
	return Float64Array.from({ length: context * width }, (_, at) => {
		const [t, j] = [Math.floor(at / width), at % width];
		const angle = t / 10_000 ** ((j - (j % 2)) / width);
		return j % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
	});
}
