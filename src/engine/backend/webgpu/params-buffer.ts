import type { KernelCall } from '../../ops/define.ts';

/** Uniform bindings start at multiples of 256 bytes with default limits. */
export const PARAMS_STRIDE = 256;

/**
 * The `Params` of one dispatch as bytes: the replica strides of its bindings, then the op's own
 * params, 4 bytes each.
 */
export function encodeParams(call: KernelCall, strides: readonly number[]): ArrayBuffer {
	const bytes = new ArrayBuffer(PARAMS_STRIDE);
	const view = new DataView(bytes);
	strides.forEach((stride, i) => {
		view.setUint32(4 * i, stride, true);
	});
	call.params.forEach(([, type, value], i) => {
		const at = 4 * (strides.length + i);
		if (type === 'f32') view.setFloat32(at, value, true);
		else view.setUint32(at, value, true);
	});
	return bytes;
}
