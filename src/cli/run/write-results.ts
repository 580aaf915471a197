import type { BuiltRun } from '../../engine/trainer/build/build-run.ts';
import { fileOf, snapshotFile } from '../../lab-run/codec/run-files.ts';
import type { WeightsOfStep } from '../../engine/trainer/evaluation/settle.ts';
import { replicaRun } from '../../lab-run/replica-run.ts';
import { ViewRunner } from '../../lab-run/view-runner.ts';
import type { RunRecord } from '../../lab-run/run-record.ts';
import type { Device } from '../device/device.ts';
import type { Ending, Interrupt } from './ending.ts';
import type { LabRun } from './lab-run.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { settledCsv, settledJson } from '../../lab-run/codec/settled-codec.ts';
import { settleReplica, type SettledRun } from '../../lab-run/settled-run.ts';
import { viewsJson } from '../../lab-run/codec/views-codec.ts';
import { weightsInFile } from '../folder/weights-file.ts';

/** A run at its end, with everything needed to compute its views and settled measures. */
export interface ResultParts {
	readonly record: RunRecord;
	readonly built: BuiltRun;
	readonly device: Device;
	readonly folder: RunFolder;
	readonly progress: Progress;
	readonly interrupt: Interrupt;
}

type Part = Pick<ResultParts, 'built' | 'folder' | 'record'>;

/** Weights in a file of the run's folder. */
const weightsIn = ({ folder, built }: Part, file: string, step: number) => ({
	step,
	read: () => weightsInFile(built.plan, folder.read(file), file)
});

const finalWeights = (part: Part, step: number, r: number) =>
	weightsIn(part, fileOf('final', 'safetensors', r, part.record.replicas), step);

const failureOf = ({ trainer }: LabRun, replica: number) =>
	trainer.failures.find((failure) => failure.replica === replica);

/** Snapshots of a replica with its final weights; for a failed one those before its failure. */
function snapshotsOf(part: Part, run: LabRun, step: number, r: number): readonly WeightsOfStep[] {
	const { replicas } = part.record;
	const failed = failureOf(run, r);
	const earlier = run.snapshotSteps.filter((one) => one < (failed?.step ?? step));
	const kept = earlier.map((one) => weightsIn(part, snapshotFile(one, r, replicas), one));
	return failed === undefined ? [...kept, finalWeights(part, step, r)] : kept;
}

async function writeViews(parts: ResultParts, run: LabRun, step: number): Promise<boolean> {
	const { built, device, folder, progress, record, interrupt } = parts;
	for (let r = 0; r < record.replicas; r++) {
		// It has no final weights.
		if (failureOf(run, r) !== undefined) continue;
		const { keyFrequencies } = run.measures.of(r);
		const weights = finalWeights(parts, step, r).read();
		const file = fileOf('views', 'json', r, record.replicas);
		const onView = (done: number, total: number) => {
			progress.stage('drawing views', done, total);
		};
		const views = await ViewRunner.open(replicaRun(built, r, device), device);
		try {
			const all = await views.all(weights, keyFrequencies, onView, () => !interrupt.aborted);
			if (all === undefined) return false;
			folder.write(file, viewsJson({ step, keyFrequencies, views: all }));
		} finally {
			views.dispose();
		}
	}
	return true;
}

async function settledOf(
	parts: ResultParts,
	run: LabRun,
	step: number,
	r: number
): Promise<SettledRun | undefined> {
	const { built, device, progress, interrupt } = parts;
	const snapshots = snapshotsOf(parts, run, step, r);
	return settleReplica({ built, replica: r }, device, snapshots, {
		analysis: run.measures.analysis,
		onRow: (done) => {
			progress.stage('settling', done, snapshots.length);
		},
		isWanted: () => !interrupt.aborted
	});
}

async function writeSettled(parts: ResultParts, run: LabRun, ending: Ending): Promise<boolean> {
	const { folder, record } = parts;
	for (let r = 0; r < record.replicas; r++) {
		// A replica that failed in its first update has none.
		if (snapshotsOf(parts, run, ending.step ?? 0, r).length === 0) continue;
		const settled = await settledOf(parts, run, ending.step ?? 0, r);
		if (settled === undefined) return false;
		folder.write(fileOf('settled', 'csv', r, record.replicas), settledCsv(settled));
		folder.write(fileOf('settled', 'json', r, record.replicas), settledJson(settled));
		run.measures.of(r).settle(settled.measures);
	}
	run.rewriteCard(ending);
	return true;
}

/**
 * Writes the views and the settled measures of a run at its end, if its options ask for them.
 * @returns whether all were written; false if the user interrupted it
 * @throws DiskError, LabError `size-limit`, `device-lost`, `gpu-error`
 */
export async function writeResults(
	parts: ResultParts,
	run: LabRun,
	ending: Ending
): Promise<boolean> {
	const { views, snapshots } = parts.record;
	try {
		if (views && !(await writeViews(parts, run, ending.step ?? 0))) return false;
		return !snapshots || (await writeSettled(parts, run, ending));
	} finally {
		parts.progress.end();
	}
}
