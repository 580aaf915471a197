import type { Plan } from '../engine/graph/plan.ts';
import type { StoredCheckpoint } from './codec/checkpoint-codec.ts';
import { assertDigest, digestOfStep, replicasAt } from './codec/digest-checks.ts';
import { FormatError } from './codec/format-error.ts';
import { fileOf, FILES, snapshotFile, stepsOfSnapshots } from './codec/run-files.ts';
import type { Digest } from './codec/seal.ts';
import { decodeWeights, stepOfWeights } from './codec/weights-codec.ts';
import type { RunParts } from './run-parts.ts';

/** Weights of one replica at a step, in a file that is read on demand. */
export interface StoredWeights {
	readonly step: number;
	readonly file: string;
	/**
	 * In the flat layout [P] of the run's plan.
	 * @throws FormatError naming the file when it is damaged, or not of this run and step
	 */
	read(): Promise<Float64Array>;
}

interface Origin {
	/** Replicas, and the updates that the final weights have had. */
	readonly card: { readonly replicas: number; readonly step: number };
	readonly checkpoint: StoredCheckpoint | undefined;
	readonly digest: Digest;
	readonly layout: () => Plan;
}

/** Compares a file of weights with its digest in the checkpoint, if the checkpoint has one. */
async function checkDigest(
	parts: RunParts,
	{ card: { replicas }, checkpoint, digest }: Origin,
	{ step, file }: Pick<StoredWeights, 'step' | 'file'>
): Promise<void> {
	const { snapshots = {}, files = {} } = checkpoint?.digests ?? {};
	const isSnapshot = file.startsWith(`${FILES.snapshots}/`);
	const wanted = isSnapshot ? snapshots[String(step)] : files[file];
	if (wanted === undefined) return;
	const there = isSnapshot
		? replicasAt(step, replicas, checkpoint?.state.failures ?? []).map((r) =>
				snapshotFile(step, r, replicas)
			)
		: [file];
	const digests: string[] = [];
	for (const one of there) digests.push(await parts.later(one, (bytes) => digest(bytes)));
	await parts.later(file, () => {
		assertDigest(isSnapshot ? digestOfStep(digests, digest) : digests.join(''), wanted);
	});
}

/** Every file with weights of a replica: snapshots, then the initial and the final weights. */
export function weightFiles(
	parts: RunParts,
	origin: Origin,
	replica: number
): readonly StoredWeights[] {
	const { replicas, step: last } = origin.card;
	const folder = `${FILES.snapshots}/`;
	const names = parts.names.filter((name) => name.startsWith(folder));
	const snapshots = stepsOfSnapshots(names.map((name) => name.slice(folder.length))).map(
		(step) => ({ step, file: snapshotFile(step, replica, replicas) })
	);
	const files = [
		...snapshots,
		{ step: 0, file: fileOf('init', 'safetensors', replica, replicas) },
		{ step: last, file: fileOf('final', 'safetensors', replica, replicas) }
	].filter(({ file }) => parts.has(file));
	return files.map((one) => ({ ...one, read: () => readWeights(parts, origin, one) }));
}

/** The first file of each step, by ascending step. */
export const oneEachStep = (files: readonly StoredWeights[]): readonly StoredWeights[] =>
	files
		.filter(({ step }, i) => files.findIndex((one) => one.step === step) === i)
		.toSorted((a, b) => a.step - b.step);

async function readWeights(
	parts: RunParts,
	origin: Origin,
	{ step, file }: Pick<StoredWeights, 'step' | 'file'>
): Promise<Float64Array> {
	const weights = await parts.later(file, (bytes) => {
		const own = decodeWeights(origin.layout(), bytes, origin.digest);
		const got = stepOfWeights(bytes);
		if (got === undefined || got === step) return own;
		throw new FormatError([
			`expected weights of step ${String(step)}, got those of ${String(got)}`
		]);
	});
	await checkDigest(parts, origin, { step, file });
	return weights;
}
