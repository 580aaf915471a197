import type { ReplicaFailure } from '../../engine/trainer/train/trainer-state.ts';
import type { StoredCheckpoint } from './checkpoint-codec.ts';
import { FormatError } from './format-error.ts';
import { keptBytes } from './metrics-rows.ts';
import type { Digest } from './seal.ts';

const wrongDigest = (got: string): string =>
	`expected the data that the checkpoint was saved with, got other data (SHA-256 ${got.slice(0, 12)}…): damaged, or of another run`;

/** @throws FormatError if the digest of a file differs from the one in the checkpoint */
export function assertDigest(got: string, wanted: string | undefined): void {
	if (got !== wanted) throw new FormatError([wrongDigest(got)]);
}

/**
 * Header and rows of metrics.csv before the step of the checkpoint beside it.
 * @throws FormatError when rows are missing, or are not those of every step in order
 */
export function keptRows(
	csv: Uint8Array,
	{ record, state }: Pick<StoredCheckpoint, 'record' | 'state'>
): Uint8Array {
	return csv.subarray(0, keptBytes(csv, state.step, record.replicas, state.failures));
}

/**
 * Compares kept rows with their digest in the checkpoint. A checkpoint of an earlier version has no
 * digests, and its rows pass.
 * @throws FormatError if the digests differ
 */
export function assertRows(
	kept: Uint8Array,
	{ state, digests }: Pick<StoredCheckpoint, 'state' | 'digests'>,
	digest: Digest
): void {
	if (digests === undefined) return;
	const got = digest(kept);
	if (kept.length === digests.metrics.bytes && got === digests.metrics.sha256) return;
	throw new FormatError([`rows before step ${String(state.step)}: ${wrongDigest(got)}`]);
}

/**
 * Replicas that have a snapshot of a step. At the step of its failure a replica has one: it is
 * written before the loss of that step is known.
 */
export function replicasAt(
	step: number,
	replicas: number,
	failures: readonly ReplicaFailure[]
): readonly number[] {
	const failedAt = new Map(failures.map((failure) => [failure.replica, failure.step]));
	return Array.from({ length: replicas }, (_, r) => r).filter(
		(r) => step <= (failedAt.get(r) ?? Infinity)
	);
}

/** The digest of a step's snapshots, out of those of its replicas in order. */
export const digestOfStep = (digests: readonly string[], digest: Digest): string =>
	digest(...digests);
