import {
	encodeSafetensors,
	type AnyTensorFile,
	type TensorFile
} from '../../engine/checkpoint/safetensors-codec.ts';
import { LabError } from '../../engine/core/lab-error.ts';

/**
 * SHA-256 of these parts, one after the other, in hexadecimal. The host has it: it is handed in.
 */
export type Digest = (...parts: readonly (Uint8Array | string)[]) => string;

const DIGEST = /^[0-9a-f]{64}$/;
const ZEROS = '0'.repeat(64);
const KEY = 'sha256';

export const isDigest = (value: unknown): value is string =>
	typeof value === 'string' && DIGEST.test(value);

/** Where a digest begins in a sealed file; -1: nowhere. */
function placeOf(bytes: Uint8Array, digest: string): number {
	const before = `"${KEY}":"`;
	const wanted = new TextEncoder().encode(`${before}${digest}"`);
	const first = wanted[0] ?? 0;
	for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
		if (wanted.every((byte, i) => bytes[at + i] === byte)) return at + before.length;
	}
	return -1;
}

/**
 * A safetensors file whose metadata hold the SHA-256 of all its bytes, with zeros in the digest's
 * own place.
 */
export function encodeSealed({ tensors, metadata }: TensorFile, digest: Digest): Uint8Array {
	const bytes = encodeSafetensors({ tensors, metadata: { [KEY]: ZEROS, ...metadata } });
	const at = placeOf(bytes, ZEROS);
	if (at < 0) throw new LabError('internal', 'safetensors: expected room for a digest, got none');
	bytes.set(new TextEncoder().encode(digest(bytes)), at);
	return bytes;
}

/**
 * Checks a file that `encodeSealed` wrote against its digest.
 * @returns the error; undefined if all bytes are as written
 */
export function sealProblem(
	bytes: Uint8Array,
	{ metadata }: Pick<TensorFile, 'metadata'>,
	digest: Digest
): string | undefined {
	const sealed = metadata[KEY];
	if (!isDigest(sealed)) return `${KEY}: expected 64 hexadecimal digits, got none`;
	const at = placeOf(bytes, sealed);
	if (at >= 0) {
		const after = at + ZEROS.length;
		if (digest(bytes.subarray(0, at), ZEROS, bytes.subarray(after)) === sealed) return undefined;
	}
	return `${KEY}: expected the digest of the bytes before they were changed, got other bytes: the file is damaged`;
}

/**
 * `sealProblem` for a file of weights. Weights without a digest pass: other programs and earlier
 * versions of this one write none.
 */
export function weightsDamage(
	bytes: Uint8Array,
	file: Pick<AnyTensorFile, 'metadata'>,
	digest: Digest
): string | undefined {
	return file.metadata[KEY] === undefined ? undefined : sealProblem(bytes, file, digest);
}
