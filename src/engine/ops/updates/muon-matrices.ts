import type { Draw } from '../op-case.ts';

/** How a part of the flat buffers holds matrices [inputs, outputs]. */
export type MatrixLayout = {
	/** Matrices in the part, one after the other. */
	readonly batch: number;
	readonly inputs: number;
	readonly outputs: number;
	/** The part holds a matrix as [heads, inputs, outputs / heads]; 1: row by row. */
	readonly heads: number;
};

/** Numbers of all matrices. */
export const matrixElements = ({ batch, inputs, outputs }: MatrixLayout): number =>
	batch * inputs * outputs;

/** Where a matrix, row by row, has the number that is element `i` of the part. */
export function placeInMatrix(i: number, { inputs, outputs, heads }: MatrixLayout): number {
	const size = inputs * outputs;
	const width = outputs / heads;
	const within = i % size;
	const head = Math.floor(within / (inputs * width));
	const row = Math.floor(within / width) % inputs;
	return i - within + row * outputs + head * width + (within % width);
}

/** The layout as numbers of kernels in WebAssembly. */
export const layoutNumbers = ({ batch, inputs, outputs, heads }: MatrixLayout) => [
	batch,
	inputs,
	outputs,
	heads
];

/** The layout as uniforms of a kernel, in the order of `muon-direction` and `muon-update`. */
export const layoutParams = (layout: MatrixLayout) =>
	[
		['count', 'u32', matrixElements(layout)],
		['inputs', 'u32', layout.inputs],
		['outputs', 'u32', layout.outputs],
		['heads', 'u32', layout.heads]
	] as const;

export function anyLayout(draw: Draw): MatrixLayout {
	const heads = draw.whole(1, 4);
	return {
		batch: draw.whole(1, 3),
		inputs: draw.whole(1, 12),
		outputs: heads * draw.whole(1, 5),
		heads
	};
}
