import { LabError } from '../core/lab-error.ts';
import { elementCount, type Shape } from '../core/tensor.ts';

/** A tensor as it lies in a file: row-major, float32 or float64. */
export interface NamedTensor {
	readonly shape: Shape;
	readonly data: Float32Array | Float64Array;
}

/** A safetensors file: tensors by name, and text by key. */
export interface TensorFile {
	readonly tensors: ReadonlyMap<string, NamedTensor>;
	readonly metadata: Readonly<Record<string, string>>;
}

type DTypeName = 'F32' | 'F64';

const METADATA_KEY = '__metadata__';
const LENGTH_BYTES = 8;
/** Where tensors begin: readers may map the file and look at it in place. */
const DATA_ALIGNMENT = 8;
const ELEMENT_BYTES: Readonly<Record<DTypeName, number>> = { F32: 4, F64: 8 };

const dtypeOf = ({ data }: NamedTensor): DTypeName =>
	data instanceof Float64Array ? 'F64' : 'F32';

/**
 * Writes a safetensors file: u64 header length, JSON header, data without gaps. Float64 tensors come first, so that
 * every tensor is aligned; otherwise in the order given.
 * @throws LabError `internal` when a tensor's data do not fill its shape
 */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
	const list = [...tensors].sort(
		([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT
	);
	const entries: [string, unknown][] = [[METADATA_KEY, metadata]];
	let end = 0;
	for (const [name, tensor] of list) {
		const { shape, data } = tensor;
		if (name === METADATA_KEY || data.length !== elementCount(shape)) {
			throw new LabError(
				'internal',
				`tensor "${name}": expected ${String(elementCount(shape))} elements for [${shape.join(', ')}], got ${String(data.length)}`
			);
		}
		const start = end;
		end += data.byteLength;
		entries.push([name, { dtype: dtypeOf(tensor), shape, data_offsets: [start, end] }]);
	}
	// fromEntries makes own properties even of names such as __proto__.
	const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
	const headerBytes = Math.ceil(header.length / DATA_ALIGNMENT) * DATA_ALIGNMENT;
	const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end);
	new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
	bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
	bytes.set(header, LENGTH_BYTES);
	let at = LENGTH_BYTES + headerBytes;
	for (const [, { data }] of list) {
		// Every machine that runs this is little-endian, as the format is.
		bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
		at += data.byteLength;
	}
	return bytes;
}

interface Entry {
	readonly dtype: DTypeName;
	readonly shape: readonly number[];
	readonly data_offsets: readonly [number, number];
}

const bad = (message: string) => new LabError('bad-checkpoint', `safetensors: ${message}`);

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is readonly number[] =>
	Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && Number(size) >= 0);

function readHeader(bytes: Uint8Array): {
	readonly header: Record<string, unknown>;
	readonly data: Uint8Array;
} {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const room = bytes.byteLength - LENGTH_BYTES;
	const length = room < 0 ? 0n : view.getBigUint64(0, true);
	if (room < 0 || length > BigInt(room)) {
		throw bad(
			`expected a header of ${String(length)} bytes, got a file of ${String(bytes.byteLength)}`
		);
	}
	const headerEnd = LENGTH_BYTES + Number(length);
	let header: unknown;
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(
			bytes.subarray(LENGTH_BYTES, headerEnd)
		);
		header = JSON.parse(text);
	} catch (cause) {
		throw bad(`expected a JSON header, got ${String(cause)}`);
	}
	if (!isObject(header)) throw bad('expected a JSON object as header');
	return { header, data: bytes.subarray(headerEnd) };
}

function readMetadata(value: unknown): Readonly<Record<string, string>> {
	if (value === undefined) return {};
	if (!isObject(value) || !Object.values(value).every((text) => typeof text === 'string')) {
		throw bad(`${METADATA_KEY}: expected texts by key`);
	}
	return value as Record<string, string>;
}

function readEntry(name: string, value: unknown): Entry {
	if (!isObject(value)) throw bad(`tensor "${name}": expected dtype, shape and data_offsets`);
	const { dtype, shape, data_offsets: offsets } = value;
	if (dtype !== 'F32' && dtype !== 'F64') {
		throw bad(`tensor "${name}": expected dtype F32 or F64, got ${String(dtype)}`);
	}
	if (!isSizes(shape)) throw bad(`tensor "${name}": expected a shape of whole numbers`);
	const [start, end] = isSizes(offsets) && offsets.length === 2 ? offsets : [];
	if (start === undefined || end === undefined) {
		throw bad(`tensor "${name}": expected two data_offsets`);
	}
	const wanted = elementCount(shape) * ELEMENT_BYTES[dtype];
	if (end - start !== wanted) {
		throw bad(
			`tensor "${name}": expected ${String(wanted)} bytes for ${dtype} [${shape.join(', ')}], got ${String(end - start)}`
		);
	}
	return { dtype, shape, data_offsets: [start, end] };
}

/**
 * Reads a safetensors file of float32 and float64 tensors; the data are copied.
 * @throws LabError `bad-checkpoint` naming what is wrong: header, dtype, a size that does not fit, gaps or overlaps
 */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
	const { header, data } = readHeader(bytes);
	const metadata = readMetadata(header[METADATA_KEY]);
	const entries = Object.entries(header)
		.filter(([name]) => name !== METADATA_KEY)
		.map(([name, value]) => [name, readEntry(name, value)] as const);
	const inOrder = entries.toSorted(
		([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]
	);
	let at = 0;
	for (const [name, { data_offsets: offsets }] of inOrder) {
		if (offsets[0] !== at) {
			throw bad(
				`tensor "${name}": expected to begin at byte ${String(at)}, got ${String(offsets[0])}`
			);
		}
		at = offsets[1];
	}
	if (at !== data.byteLength) {
		throw bad(`expected ${String(at)} bytes of tensors, got ${String(data.byteLength)}`);
	}
	const tensors = entries.map(([name, { dtype, shape, data_offsets: offsets }]) => {
		// A copy has its own, aligned buffer.
		const { buffer } = new Uint8Array(data.subarray(...offsets));
		const values = dtype === 'F64' ? new Float64Array(buffer) : new Float32Array(buffer);
		return [name, { shape, data: values }] as const;
	});
	return { tensors: new Map(tensors), metadata };
}
