import type { BoundContext, Bounds } from './op-case.ts';
import { referenceOp } from './run-op.ts';
import { FLOAT32_ULP } from './tolerance.ts';

export type Bound = (context: BoundContext) => Bounds;

/**
 * A sum of products that passes `roundings` roundings on its way. WGSL lets an operation give either neighbour of
 * the true result, an error below 2^-23 relative to it, so the sum is within roundings x 2^-23 x the sum of the
 * products' magnitudes: the op's own reference on the absolute inputs.
 */
export function sumOfProducts(roundings: (context: BoundContext) => number): Bound {
	return (context) => {
		const { op, opCase, inputs } = context;
		const absolute = inputs.map((array) => array.map(Math.abs));
		const { outputs, updated } = referenceOp(op, opCase, absolute);
		const factor = roundings(context) * FLOAT32_ULP;
		return [...outputs, ...updated].map((magnitude) =>
			Float64Array.from(magnitude, (value) => factor * Math.abs(value))
		);
	};
}

/** Longest segment of an index list: so many terms may be added up. */
export function longestSegment({ inputs }: BoundContext, offsetsInput: number): number {
	const offsets = inputs[offsetsInput] ?? new Uint32Array(0);
	return Math.max(0, ...offsets.subarray(1).map((end, i) => end - (offsets[i] ?? 0)));
}
