import { LabError } from '../core/lab-error.ts';
import { elementCount, type NumericArray } from '../core/tensor.ts';
import type { Slot } from './flat-parameters.ts';

/**
 * Bits of a value. With fewer than 2 there is no sign; with more than 16 the file is more than half
 * as large as float32.
 */
export const QUANTIZED_BITS = Object.freeze({ min: 2, max: 16 } as const);

const SCALE_BYTES = 4;
const BYTE_BITS = 8;

/** Rows of a tensor along its last axis. Each row has one scale; a vector is one row. */
interface Rows {
	readonly start: number;
	readonly count: number;
	readonly width: number;
}

function rowsOf({ shape, offset }: Slot): Rows {
	const width = shape.at(-1) ?? 1;
	return { start: offset, width, count: width === 0 ? 0 : elementCount(shape) / width };
}

interface Layout {
	readonly rows: readonly Rows[];
	readonly scaleBytes: number;
	readonly bytes: number;
}

function layoutOf(slots: readonly Slot[], bits: number): Layout {
	const { min, max } = QUANTIZED_BITS;
	if (!Number.isInteger(bits) || bits < min || bits > max) {
		throw new LabError(
			'bad-checkpoint',
			`quantized weights: expected ${String(min)} to ${String(max)} bits, got ${String(bits)}`
		);
	}
	const rows = slots.map(rowsOf);
	const sum = (of: (one: Rows) => number) => rows.reduce((total, one) => total + of(one), 0);
	const scaleBytes = SCALE_BYTES * sum(({ count }) => count);
	const packedBits = bits * sum(({ count, width }) => count * width);
	return { rows, scaleBytes, bytes: scaleBytes + Math.ceil(packedBits / BYTE_BITS) };
}

/** Start and width of every row in the flat layout, tensor after tensor. */
function* eachRow(rows: readonly Rows[]): Generator<readonly [start: number, width: number]> {
	for (const { start, count, width } of rows) {
		for (let row = 0; row < count; row++) yield [start + row * width, width];
	}
}

/** The largest signed integer of this many bits. The smallest one used is its negative. */
const largestOf = (bits: number): number => 2 ** (bits - 1) - 1;

/**
 * The scale of a row: its largest absolute value becomes the largest integer.
 * @throws LabError `bad-checkpoint` on weights that are not finite in float32
 */
function scaleOf(flat: NumericArray, start: number, width: number, largest: number): number {
	let max = 0;
	for (let i = start; i < start + width; i++) {
		const size = Math.abs(flat[i] ?? NaN);
		if (!(Math.fround(size) < Infinity)) {
			throw new LabError(
				'bad-checkpoint',
				`weights: expected finite numbers, got ${String(flat[i])} at ${String(i)}`
			);
		}
		if (size > max) max = size;
	}
	return Math.fround(max / largest);
}

/** Appends integers of a fixed number of bits, lowest bit first. */
class BitWriter {
	readonly #bytes: Uint8Array;
	#at: number;
	#pending = 0;
	#count = 0;

	constructor(bytes: Uint8Array, at: number) {
		this.#bytes = bytes;
		this.#at = at;
	}

	write(value: number, bits: number): void {
		this.#pending |= value << this.#count;
		this.#count += bits;
		for (; this.#count >= BYTE_BITS; this.#count -= BYTE_BITS) {
			this.#bytes[this.#at++] = this.#pending & 0xff;
			this.#pending >>>= BYTE_BITS;
		}
	}

	/** Writes the last, incomplete byte. */
	end(): void {
		if (this.#count > 0) this.#bytes[this.#at] = this.#pending;
	}
}

class BitReader {
	readonly #bytes: Uint8Array;
	#at: number;
	#pending = 0;
	#count = 0;

	constructor(bytes: Uint8Array, at: number) {
		this.#bytes = bytes;
		this.#at = at;
	}

	read(bits: number): number {
		for (; this.#count < bits; this.#count += BYTE_BITS) {
			this.#pending |= (this.#bytes[this.#at++] ?? 0) << this.#count;
		}
		const value = this.#pending & ((1 << bits) - 1);
		this.#pending >>>= bits;
		this.#count -= bits;
		return value;
	}
}

/**
 * Weights in the flat layout as signed integers of `bits` bits, one float32 scale per row: value =
 * integer x scale. The row's largest value becomes the largest integer, so a value changes by at
 * most half a scale. The bytes are all scales (little-endian), then the integers without gaps, each
 * plus 2^(bits - 1), tensor after tensor.
 * @throws LabError `bad-checkpoint` on bits out of range and on weights that are not finite in
 * float32
 */
export function quantizeWeights(
	slots: readonly Slot[],
	flat: NumericArray,
	bits: number
): Uint8Array {
	const { rows, scaleBytes, bytes: length } = layoutOf(slots, bits);
	const largest = largestOf(bits);
	const bytes = new Uint8Array(length);
	const scales = new DataView(bytes.buffer, 0, scaleBytes);
	const writer = new BitWriter(bytes, scaleBytes);
	let at = 0;
	for (const [start, width] of eachRow(rows)) {
		const scale = scaleOf(flat, start, width, largest);
		scales.setFloat32(at, scale, true);
		at += SCALE_BYTES;
		for (let i = start; i < start + width; i++) {
			const integer = scale > 0 ? Math.round((flat[i] ?? 0) / scale) : 0;
			const clamped = Math.max(-largest, Math.min(largest, integer));
			writer.write(clamped + largest + 1, bits);
		}
	}
	writer.end();
	return bytes;
}

/**
 * The flat layout [elements] from bytes of `quantizeWeights`; padding between tensors is zero.
 * @throws LabError `bad-checkpoint` if the number of bytes does not fit these tensors
 */
export function dequantizeWeights(
	slots: readonly Slot[],
	elements: number,
	bytes: Uint8Array,
	bits: number
): Float32Array {
	const { rows, scaleBytes, bytes: length } = layoutOf(slots, bits);
	if (bytes.length !== length) {
		throw new LabError(
			'bad-checkpoint',
			`quantized weights: expected ${String(length)} bytes for ${String(bits)} bits a value, got ${String(bytes.length)}`
		);
	}
	const flat = new Float32Array(elements);
	const scales = new DataView(bytes.buffer, bytes.byteOffset, scaleBytes);
	const reader = new BitReader(bytes, scaleBytes);
	const zero = largestOf(bits) + 1;
	let at = 0;
	for (const [start, width] of eachRow(rows)) {
		const scale = scales.getFloat32(at, true);
		at += SCALE_BYTES;
		for (let i = start; i < start + width; i++) flat[i] = (reader.read(bits) - zero) * scale;
	}
	return flat;
}
