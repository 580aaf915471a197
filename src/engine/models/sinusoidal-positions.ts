/**
 * Fixed positions [context, width] of Vaswani et al. 2017 (arXiv 1706.03762, section 3.5): column
 * 2i of position t is sin(t / 10000^(2i / width)), column 2i + 1 the cosine of the same angle.
 */
export function sinusoidalPositions(context: number, width: number): Float64Array {
	return Float64Array.from({ length: context * width }, (_, at) => {
		const [t, j] = [Math.floor(at / width), at % width];
		const angle = t / 10_000 ** ((j - (j % 2)) / width);
		return j % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
	});
}
