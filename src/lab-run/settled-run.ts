import type { Analysis } from '../config/analysis.ts';
import type { MarkerInterval, SettledMeasures } from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import { phaseRules } from '../engine/trainer/evaluation/phase-rules.ts';
import type { WeightsOfStep } from '../engine/trainer/evaluation/settle.ts';
import { settledMemorizationEnd } from './memorization-end.ts';
import { replicaRun, type SessionSource } from './replica-run.ts';
import { SnapshotMeasures } from './snapshot-measures.ts';

/** Measures of a run by its final key frequencies. */
export interface SettledRun {
	readonly measures: SettledMeasures;
	/** By these measures alone, see `settledMemorizationEnd`. */
	readonly memorizationEnds: MarkerInterval | undefined;
}

interface SettleOptions {
	/** The rules in force at the end of the run. */
	readonly analysis: Analysis;
	/** Called after each snapshot with how many are done. */
	readonly onRow?: (done: number) => void;
	/** Asked after each snapshot: false ends it. */
	readonly isWanted: () => boolean;
}

/**
 * Measures all snapshots again with the key frequencies of the last one, by the rule in force: they
 * are those of the network that the run ends with, as in the paper (science.md 1.6). This is done
 * at the end of every run of which weights are kept. If the last weights have no key frequency,
 * measures that need some are NaN at every step, and the live ones are not replaced.
 * @returns undefined when it was ended early, or there are no snapshots
 * @throws LabError `device-lost`, `gpu-error`, `bad-parameter` when a listed key frequency is none
 * of this run's
 */
export async function settleSnapshots(
	measuring: SnapshotMeasures,
	snapshots: readonly WeightsOfStep[],
	{ analysis, onRow = () => undefined, isWanted }: SettleOptions
): Promise<SettledRun | undefined> {
	const last = snapshots.at(-1);
	if (last === undefined) return undefined;
	const keys = await measuring.keyFrequencies(last, analysis.keyFrequencies);
	const measures = await measuring.settle(snapshots, keys, (done) => {
		if (isWanted()) onRow(done);
		return isWanted();
	});
	if (measures === undefined) return undefined;
	const rules = phaseRules(measuring.run, analysis.thresholds);
	return { measures, memorizationEnds: settledMemorizationEnd(measures, rules) };
}

/**
 * Settles one replica in a session of its own.
 * @throws LabError as `settleSnapshots` and `SnapshotMeasures.open`
 */
export async function settleReplica(
	{ built, replica }: { readonly built: BuiltRun; readonly replica: number },
	source: SessionSource,
	snapshots: readonly WeightsOfStep[],
	options: SettleOptions
): Promise<SettledRun | undefined> {
	const measuring = await SnapshotMeasures.open(replicaRun(built, replica, source), source);
	try {
		return await settleSnapshots(measuring, snapshots, options);
	} finally {
		measuring.dispose();
	}
}
