/** Element types of the safetensors format, with their sizes. */
const ELEMENT_BYTES: ReadonlyMap<string, number> = new Map([
	['BOOL', 1],
	['U8', 1],
	['I8', 1],
	['F8_E5M2', 1],
	['F8_E4M3', 1],
	['F8_E8M0', 1],
	['I16', 2],
	['U16', 2],
	['F16', 2],
	['BF16', 2],
	['I32', 4],
	['U32', 4],
	['F32', 4],
	['I64', 8],
	['U64', 8],
	['F64', 8],
	['C64', 8]
]);

/** Bytes of an element; undefined for a type that is not in the format. */
export const elementBytes = (dtype: string): number | undefined => ELEMENT_BYTES.get(dtype);

/** The types that are read as weights, in the order of messages. */
export const WEIGHT_DTYPES = Object.freeze(['F32', 'F64', 'F16', 'BF16'] as const);
export type WeightDtype = (typeof WEIGHT_DTYPES)[number];

export const isWeightDtype = (dtype: string): dtype is WeightDtype =>
	WEIGHT_DTYPES.some((known) => known === dtype);

/** The value of IEEE 754 half precision bits: 1 sign, 5 exponent, 10 fraction bits. */
function halfValue(bits: number): number {
	const sign = bits >= 0x8000 ? -1 : 1;
	const exponent = (bits >> 10) & 0x1f;
	const fraction = bits & 0x3ff;
	if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * The exact values of one tensor: every float16 and every bfloat16 is a float32.
 * @param bytes a little-endian buffer that contains only this tensor
 */
export function weightValues(dtype: WeightDtype, bytes: ArrayBuffer): Float32Array | Float64Array {
	switch (dtype) {
		case 'F32':
			return new Float32Array(bytes);
		case 'F64':
			return new Float64Array(bytes);
		case 'F16':
			return Float32Array.from(new Uint16Array(bytes), halfValue);
		case 'BF16':
			// The upper half of a float32. Read as bits, so that the payload of a NaN survives.
			return new Float32Array(
				Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer
			);
	}
}
