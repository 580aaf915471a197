import type { Snapshot } from '../../engine/trainer/train/snapshot-store.ts';
import { FILES, snapshotFile } from '../../lab-run/codec/run-files.ts';
import type { Plan } from '../../engine/graph/plan.ts';
import { isSameRun } from '../folder/check-weights.ts';
import { decodeCheckpoint, type StoredCheckpoint } from '../../lab-run/codec/checkpoint-codec.ts';
import { sha256 } from '../folder/digest.ts';
import { inFile, UsageError } from '../arguments/failures.ts';
import { assertDigest, assertRows, keptRows } from '../../lab-run/codec/digest-checks.ts';
import type { Problems } from '../arguments/problems.ts';
import { readLink } from '../arguments/read-config.ts';
import type { ReadCard } from '../folder/read-run-card.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { snapshotDigest, snapshotSteps } from '../folder/snapshot-files.ts';
import { stepOfWeights } from '../../lab-run/codec/weights-codec.ts';
import { weightsInFile } from '../folder/weights-file.ts';

const INIT = 'init.safetensors';
const FINAL = 'final.safetensors';

/**
 * Files of all weights in the folder of a run of one replica, by ascending step: the snapshots, and
 * the initial and final ones where they lie before and after those.
 * @throws UsageError when there are no snapshots, or a file is broken
 */
export function recordedFiles(folder: RunFolder): ReadonlyMap<number, string> {
	const files = new Map(snapshotSteps(folder).map((step) => [step, snapshotFile(step, 0, 1)]));
	const [first] = files.keys();
	const last = [...files.keys()].at(-1);
	if (first === undefined || last === undefined) {
		throw new UsageError(
			`record: ${folder.path}: expected snapshots/step-<N>.safetensors, found none (--snapshots keeps them)`
		);
	}
	const stepOf = (name: string) =>
		folder.has(name) ? inFile(name, () => stepOfWeights(folder.read(name))) : undefined;
	const initial = stepOf(INIT);
	if (initial !== undefined && initial < first) files.set(initial, INIT);
	const final = stepOf(FINAL);
	if (final !== undefined && final > last) files.set(final, FINAL);
	return new Map([...files].toSorted(([a], [b]) => a - b));
}

/** The run card is that of the checkpoint's run. */
function checkCard(card: ReadCard, { record }: StoredCheckpoint): void {
	const isSame = isSameRun(readLink(record.link).config, readLink(card.link).config);
	if (!isSame)
		throw new UsageError(
			'link: expected that of this run, got another: damaged, or of another run than the checkpoint beside it'
		);
}

/**
 * Compares the files of a run with the digests in its checkpoint. A file without a digest (added
 * later, or written by an earlier version) is not checked here: its weights are evaluated and
 * compared with metrics.csv.
 */
export function checkDigests(
	folder: RunFolder,
	card: ReadCard,
	files: ReadonlyMap<number, string>,
	problems: Problems
): void {
	if (!folder.has(FILES.checkpoint)) return;
	const checkpoint = problems.look(() =>
		inFile(FILES.checkpoint, () => decodeCheckpoint(folder.read(FILES.checkpoint), sha256))
	);
	if (checkpoint !== undefined) {
		problems.look(() => {
			inFile(FILES.metrics, () => {
				assertRows(keptRows(folder.read(FILES.metrics), checkpoint), checkpoint, sha256);
			});
		});
		problems.look(() => {
			inFile(FILES.card, () => {
				checkCard(card, checkpoint);
			});
		});
	}
	const { snapshots = {}, files: others = {} } = checkpoint?.digests ?? {};
	for (const [step, file] of files) {
		const isSnapshot = file === snapshotFile(step, 0, 1);
		const wanted = isSnapshot ? snapshots[String(step)] : others[file];
		if (wanted === undefined) continue;
		problems.look(() => {
			inFile(`${file}: of step ${String(step)}`, () => {
				const got = isSnapshot ? snapshotDigest(folder, step, 1) : sha256(folder.read(file));
				assertDigest(got, wanted);
			});
		});
	}
}

/** Snapshots whose weights are read from these files on access. */
export function recordedSnapshots(
	folder: RunFolder,
	files: ReadonlyMap<number, string>,
	plan: Plan
): readonly Snapshot[] {
	return [...files].map(([step, file]) => ({
		step,
		get weights() {
			return weightsInFile(plan, folder.read(file), file);
		}
	}));
}
