import type { RunConfig } from '../../config/run-config.ts';
import { FILES, fileOf, snapshotFile } from '../../lab-run/codec/run-files.ts';
import { LabError } from '../../engine/core/lab-error.ts';
import type { BuiltRun } from '../../engine/trainer/build/build-run.ts';
import { Schedule } from '../../engine/trainer/train/schedule.ts';
import { assertDigest, assertRows, keptRows } from '../../lab-run/codec/digest-checks.ts';
import { columnNames } from '../../lab-run/evaluation-history.ts';
import { weightsOfRun } from './check-weights.ts';
import { decodeRunCard } from '../../lab-run/codec/run-card-codec.ts';
import type { Digests, StoredCheckpoint } from '../../lab-run/codec/checkpoint-codec.ts';
import { sha256 } from './digest.ts';
import { inFile, UsageError } from '../arguments/failures.ts';
import { liveIn, MetricsRows } from '../../lab-run/codec/metrics-rows.ts';
import { Problems } from '../arguments/problems.ts';
import { readLink } from '../arguments/read-config.ts';
import type { RunFolder } from './run-folder.ts';
import { snapshotDigest, snapshotSteps } from './snapshot-files.ts';
import { assertSameRun } from '../../lab-run/same-run.ts';
import { stateProblem, stateProblems } from '../../lab-run/state-problem.ts';

/** A folder in which a run is to be resumed, and the values that it must match. */
export interface FolderParts {
	readonly folder: RunFolder;
	readonly checkpoint: StoredCheckpoint;
	readonly config: RunConfig;
	readonly built: BuiltRun;
}

/** The parts of a run's files that a resumed run keeps. */
export interface KeptFiles {
	/** Of metrics.csv: its header and the rows before the checkpoint's step. */
	readonly kept: Uint8Array;
	/** Digests of files that do not change any more, by name. */
	readonly files: Digests['files'];
}

function checkMetrics({ folder, checkpoint, built }: FolderParts): Uint8Array {
	const { record, state } = checkpoint;
	const csv = folder.read(FILES.metrics);
	const names = columnNames(state.latest);
	const live = liveIn(csv, Schedule.of(built.spec).liveByReplica(state.step));
	const { header } = new MetricsRows(record.replicas, names, live, [], built.stepsPerEpoch);
	const kept = keptRows(csv, checkpoint);
	if (!new TextDecoder().decode(kept.subarray(0, header.length + 1)).startsWith(header)) {
		throw new UsageError('header: expected the columns that the checkpoint has, got others');
	}
	assertRows(kept, checkpoint, sha256);
	return kept;
}

/**
 * Digests of the files that do not change: those of the checkpoint, or for an earlier version what
 * is there.
 */
function checkFiles(parts: FolderParts, problems: Problems): Digests['files'] {
	const { folder, checkpoint } = parts;
	const { record, digests } = checkpoint;
	const inits = Array.from({ length: record.replicas }, (_, r) =>
		fileOf('init', 'safetensors', r, record.replicas)
	);
	const found = [FILES.split, ...inits].flatMap((file, i) => {
		// Initial weights may have been removed to save room; a resume does not read them.
		if (file !== FILES.split && !folder.has(file)) return [];
		const digest = look(parts, file, problems, () => {
			const bytes = folder.read(file);
			if (digests === undefined && file !== FILES.split) {
				weightsOfRun(bytes, { ...parts, step: 0, replica: i - 1 });
			}
			const got = sha256(bytes);
			if (digests !== undefined) assertDigest(got, digests.files[file]);
			return got;
		});
		return digest === undefined ? [] : [[file, digest] as const];
	});
	return { ...digests?.files, ...Object.fromEntries(found) };
}

/** Calls a check of a file of the folder, and collects its errors with the name of the file. */
function look<T>(
	{ folder }: Pick<FolderParts, 'folder'>,
	file: string,
	problems: Problems,
	act: () => T
): T | undefined {
	return problems.look(() => inFile(`--resume ${folder.shown}/${file}`, act));
}

function checkSnapshot(parts: FolderParts, step: number): void {
	const { folder, checkpoint } = parts;
	const { record, state, digests } = checkpoint;
	if (digests === undefined) {
		for (let replica = 0; replica < record.replicas; replica++) {
			const file = snapshotFile(step, replica, record.replicas);
			weightsOfRun(folder.read(file), { ...parts, step, replica });
		}
		return;
	}
	const wanted = digests.snapshots[String(step)];
	if (wanted === undefined) {
		throw new UsageError(
			'expected only snapshots that the checkpoint knows of, got another: of another run (move it away)'
		);
	}
	assertDigest(snapshotDigest(folder, step, record.replicas, state.failures), wanted);
}

/** Those after the checkpoint's step are removed anyway: a killed run leaves them. */
function checkSnapshots(parts: FolderParts, problems: Problems): void {
	const { folder, checkpoint } = parts;
	const { record, state, digests } = checkpoint;
	if (!record.snapshots) return;
	const there = snapshotSteps(folder).filter((step) => step <= state.step);
	const known = Object.keys(digests?.snapshots ?? {}).map(Number);
	const dropped = new Set(digests?.dropped);
	const steps = new Set([...known, ...there.filter((step) => !dropped.has(step))]);
	for (const step of steps) {
		look(parts, snapshotFile(step, 0, record.replicas), problems, () => {
			checkSnapshot(parts, step);
		});
	}
}

/** Resuming rewrites the card, but one of another run shows that the folder is mixed up. */
function checkCard({ folder, checkpoint }: FolderParts): void {
	if (!folder.has(FILES.card)) return;
	const json = new TextDecoder().decode(folder.read(FILES.card));
	const readConfig = (link: string) => readLink(link).config;
	assertSameRun(decodeRunCard(json, 'card'), checkpoint.record, readConfig);
}

/**
 * Refuses a state that is not finite: earlier versions wrote checkpoints of such states.
 * @throws LabError `non-finite-loss`
 */
function assertGoodState({ folder, checkpoint }: FolderParts): void {
	const { record, state } = checkpoint;
	const problem = stateProblem(state, state.latest.at(-1) ?? [], record.replicas);
	if (problem === undefined) return;
	throw new LabError(
		problem.code,
		`--resume ${folder.shown}/${FILES.checkpoint}: ${problem.message}: nothing goes on from it, and nothing was changed`
	);
}

/**
 * Checks all files from which a run is resumed, without changing any.
 * @throws UsageError with a sentence for everything that is wrong, LabError `non-finite-loss`
 */
export function checkFolder(parts: FolderParts): KeptFiles {
	const { checkpoint, built } = parts;
	const problems = new Problems();
	look(parts, FILES.checkpoint, problems, () => {
		const wrong = stateProblems(built, checkpoint.state);
		if (wrong.length > 0) throw UsageError.of(wrong);
	});
	const kept = look(parts, FILES.metrics, problems, () => checkMetrics(parts));
	const files = checkFiles(parts, problems);
	checkSnapshots(parts, problems);
	look(parts, FILES.card, problems, () => {
		checkCard(parts);
	});
	if (kept === undefined || problems.all.length > 0) throw UsageError.of(problems.all);
	assertGoodState(parts);
	return { kept, files };
}
