/** Floats of a vec4: kernels read tables of the folded formulation four columns at a time. */
const VECTOR = 4;

const wholeVectors = (count: number) => VECTOR * Math.ceil(count / VECTOR);

/**
 * Columns for the neurons, then for the outputs, side by side in one table; each part is padded
 * with zeros to whole vec4s.
 */
export function foldedColumns(hidden: number, outputs: number) {
	const outputsAt = wholeVectors(hidden);
	return { outputsAt, total: outputsAt + wholeVectors(outputs) };
}
