import { LabError } from './lab-error.ts';

/** Element types on the device. Values of `f32` tensors are float64 on the reference backend. */
export type DType = 'f32' | 'u32';

/**
 * A tensor that weights saved by another program may contain although the model has none of that
 * name.
 */
export interface IgnorableTensor {
	readonly name: string;
	/**
	 * `zero`: ignorable if all its values are 0, so that leaving it out changes nothing. `any`:
	 * always, because it is no weight (a mask, for instance).
	 */
	readonly when: 'zero' | 'any';
}

/** Shape without the replica axis, which every tensor has implicitly in front. */
export type Shape = readonly number[];

export interface TensorSpec {
	readonly shape: Shape;
	readonly dtype: DType;
}

/** Arrays as the reference backend sees them. */
export type NumericArray = Float64Array | Float32Array | Uint32Array;

/** Number of elements of one replica of a tensor. */
export function elementCount(shape: Shape): number {
	return shape.reduce((product, size) => product * size, 1);
}

/** Offsets are multiples of 64 elements: the 256 bytes that WebGPU demands of a storage binding. */
export const ALIGNMENT = 64;

/** Rounds an element count up to the alignment. */
export function padded(count: number): number {
	return Math.ceil(count / ALIGNMENT) * ALIGNMENT;
}

export const f32 = (...shape: number[]): TensorSpec => ({ shape, dtype: 'f32' });
export const u32 = (...shape: number[]): TensorSpec => ({ shape, dtype: 'u32' });

/**
 * Size of an axis; negative axes count from the end.
 * @throws LabError `internal` when the shape has no such axis
 */
export function axis(shape: Shape, i: number): number {
	const size = shape.at(i);
	if (size === undefined) {
		throw new LabError('internal', `shape [${shape.join(', ')}]: no axis ${String(i)}`);
	}
	return size;
}
