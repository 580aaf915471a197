import { createHash } from 'node:crypto';
import { encodeSafetensors, type TensorFile } from '../../engine/checkpoint/safetensors-codec.ts';
import { LabError } from '../../engine/core/lab-error.ts';

/** SHA-256 in hexadecimal. */
const DIGEST = /^[0-9a-f]{64}$/;
const ZEROS = '0'.repeat(64);
const KEY = 'sha256';

export const sha256 = (...parts: readonly (Uint8Array | string)[]): string =>
	parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

export const isDigest = (value: unknown): value is string =>
	typeof value === 'string' && DIGEST.test(value);

/** Where the digest of a sealed file begins; -1: nowhere. */
function placeOf(bytes: Uint8Array, digest: string): number {
	const before = `"${KEY}":"`;
	const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(
		`${before}${digest}"`
	);
	return at < 0 ? -1 : at + before.length;
}

/** A safetensors file whose metadata hold the SHA-256 of all its bytes, with zeros in the digest's own place. */
export function encodeSealed({ tensors, metadata }: TensorFile): Uint8Array {
	const bytes = encodeSafetensors({ tensors, metadata: { [KEY]: ZEROS, ...metadata } });
	const at = placeOf(bytes, ZEROS);
	if (at < 0) throw new LabError('internal', 'safetensors: expected room for a digest, got none');
	bytes.set(new TextEncoder().encode(sha256(bytes)), at);
	return bytes;
}

/** What is wrong with the digest of a file that `encodeSealed` wrote; undefined: nothing, all its bytes are as written. */
export function sealProblem(bytes: Uint8Array, { metadata }: TensorFile): string | undefined {
	const digest = metadata[KEY];
	if (!isDigest(digest)) return `${KEY}: expected 64 hexadecimal digits, got none`;
	const at = placeOf(bytes, digest);
	if (at >= 0) {
		const after = at + ZEROS.length;
		if (sha256(bytes.subarray(0, at), ZEROS, bytes.subarray(after)) === digest) return undefined;
	}
	return `${KEY}: expected the digest of the bytes before they were changed, got other bytes: the file is damaged`;
}
