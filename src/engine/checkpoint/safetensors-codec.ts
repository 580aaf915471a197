import { LabError } from '../core/lab-error.ts';
import { quote } from '../core/quote.ts';
import { elementCount, type Shape } from '../core/tensor.ts';
import { elementBytes, isWeightDtype, WEIGHT_DTYPES, weightValues } from './dtypes.ts';
import { foreignFormat } from './foreign-formats.ts';

/** A tensor of a file: row-major, float32 or float64. Half precision is read as float32. */
export interface NamedTensor {
	readonly shape: Shape;
	readonly data: Float32Array | Float64Array;
}

/** A tensor whose values are not read, because its type is integer, boolean or 8-bit float. */
export interface ForeignTensor {
	readonly dtype: string;
	readonly shape: Shape;
}

/** A safetensors file: tensors by name, and text by key. */
export interface TensorFile {
	readonly tensors: ReadonlyMap<string, NamedTensor>;
	readonly metadata: Readonly<Record<string, string>>;
}

/** A file by another program, which may also contain tensors of types that are not read. */
export interface AnyTensorFile extends TensorFile {
	readonly foreign: ReadonlyMap<string, ForeignTensor>;
}

const METADATA_KEY = '__metadata__';
const LENGTH_BYTES = 8;
/** Tensors begin at multiples of this, so that readers can map the file and read it in place. */
const DATA_ALIGNMENT = 8;
/** The limit of the format's reference implementation. */
const HEADER_BYTES_MAX = 100_000_000;
/** Largest number of problems listed, because a broken header may be wrong for every tensor. */
const PROBLEMS_SHOWN = 20;

const dtypeOf = ({ data }: NamedTensor): string => (data instanceof Float64Array ? 'F64' : 'F32');

/**
 * Writes a safetensors file: u64 header length, JSON header, data without gaps. Float64 tensors
 * come first, so that every tensor is aligned; otherwise the order is kept.
 * @throws LabError `internal` if a tensor's data do not fill its shape
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
	// fromEntries creates own properties even for names such as __proto__.
	const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
	const headerBytes = Math.ceil(header.length / DATA_ALIGNMENT) * DATA_ALIGNMENT;
	const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end);
	new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
	bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
	bytes.set(header, LENGTH_BYTES);
	let at = LENGTH_BYTES + headerBytes;
	for (const [, { data }] of list) {
		// No byte swapping: the format is little-endian, and so is every machine with a JavaScript
		// engine today.
		bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
		at += data.byteLength;
	}
	return bytes;
}

interface Entry {
	readonly dtype: string;
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
	const other = foreignFormat(bytes);
	if (other !== undefined) throw bad(`expected a safetensors file, got ${other}`);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const room = bytes.byteLength - LENGTH_BYTES;
	const length = room < 0 ? 0n : view.getBigUint64(0, true);
	if (room < 0 || length > BigInt(room) || length > BigInt(HEADER_BYTES_MAX)) {
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
		throw bad(`expected a JSON header, got ${quote(String(cause), 200)}`);
	}
	if (!isObject(header)) throw bad('expected a JSON object as header');
	return { header, data: bytes.subarray(headerEnd) };
}

/** The content of one member of the header, or its problem. */
type Read<T> = { readonly value: T } | { readonly problem: string };

function readMetadata(value: unknown): Read<Readonly<Record<string, string>>> {
	if (value === undefined) return { value: {} };
	if (!isObject(value) || !Object.values(value).every((text) => typeof text === 'string')) {
		return { problem: `${METADATA_KEY}: expected texts by key` };
	}
	return { value: value as Record<string, string> };
}

function readEntry(name: string, value: unknown): Read<Entry> {
	const wrong = (text: string) => ({ problem: `tensor ${quote(name)}: expected ${text}` });
	if (!isObject(value)) return wrong('dtype, shape and data_offsets');
	const { dtype, shape, data_offsets: offsets } = value;
	if (typeof dtype !== 'string') {
		return wrong(
			`a dtype of the format, such as ${WEIGHT_DTYPES.join(' or ')}, got ${quote(dtype)}`
		);
	}
	if (!isSizes(shape)) return wrong(`a shape of whole numbers, got ${quote(shape)}`);
	const [start, end] = isSizes(offsets) && offsets.length === 2 ? offsets : [];
	if (start === undefined || end === undefined) {
		return wrong(`two data_offsets, got ${quote(offsets)}`);
	}
	const bytes = elementBytes(dtype);
	// A type this reader does not know is kept like other types that are not read.
	const wanted = bytes === undefined ? end - start : elementCount(shape) * bytes;
	if (end - start !== wanted) {
		return wrong(
			`${String(wanted)} bytes for ${dtype} ${quote(shape)}, got ${String(end - start)}`
		);
	}
	return { value: { dtype, shape, data_offsets: [start, end] } };
}

/**
 * A sentence for the first gap or overlap of tensors, or for data that are too long or too short;
 * else undefined.
 */
function layoutProblem(entries: ReadonlyMap<string, Entry>, bytes: number): string | undefined {
	const inOrder = [...entries].toSorted(
		([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]
	);
	let at = 0;
	for (const [name, { data_offsets: offsets }] of inOrder) {
		if (offsets[0] !== at) {
			return `tensor ${quote(name)}: expected to begin at byte ${String(at)}, got ${String(offsets[0])}`;
		}
		at = offsets[1];
	}
	return at === bytes ? undefined : `expected ${String(at)} bytes of tensors, got ${String(bytes)}`;
}

/**
 * Reads a safetensors file by any program. Tensors of float32, float64, float16 and bfloat16 are
 * copied; for other types only name, type and shape are kept.
 * @throws LabError `bad-checkpoint` with every problem of the header: types, sizes, gaps, overlaps
 */
export function decodeAnySafetensors(bytes: Uint8Array): AnyTensorFile {
	const { header, data } = readHeader(bytes);
	const metadata = readMetadata(header[METADATA_KEY]);
	const problems = 'problem' in metadata ? [metadata.problem] : [];
	const entries = new Map<string, Entry>();
	for (const [name, value] of Object.entries(header)) {
		if (name === METADATA_KEY) continue;
		const entry = readEntry(name, value);
		if ('problem' in entry) problems.push(entry.problem);
		else entries.set(name, entry.value);
	}
	// Offsets can be checked only if the size of every tensor is known.
	const layout = problems.length === 0 ? layoutProblem(entries, data.byteLength) : undefined;
	if (layout !== undefined) problems.push(layout);
	if (problems.length > 0 || 'problem' in metadata) throw bad(summary(problems));
	const tensors = new Map<string, NamedTensor>();
	const foreign = new Map<string, ForeignTensor>();
	for (const [name, { dtype, shape, data_offsets: offsets }] of entries) {
		if (isWeightDtype(dtype)) {
			// The copy has an aligned buffer of its own.
			const { buffer } = new Uint8Array(data.subarray(...offsets));
			tensors.set(name, { shape, data: weightValues(dtype, buffer) });
		} else foreign.set(name, { dtype, shape });
	}
	return { tensors, foreign, metadata: metadata.value };
}

function summary(problems: readonly string[]): string {
	const shown = problems.slice(0, PROBLEMS_SHOWN).join('; ');
	const more = problems.length - PROBLEMS_SHOWN;
	return more > 0 ? `${shown}; and ${String(more)} more` : shown;
}

/**
 * Reads a safetensors file that this program wrote, which contains only float tensors.
 * @throws LabError `bad-checkpoint` with every problem, including tensors of other types
 */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
	const { tensors, foreign, metadata } = decodeAnySafetensors(bytes);
	if (foreign.size === 0) return { tensors, metadata };
	const problems = [...foreign].map(
		([name, { dtype }]) =>
			`tensor ${quote(name)}: expected dtype ${WEIGHT_DTYPES.join(', ')}, got ${quote(dtype)}`
	);
	throw bad(summary(problems));
}
