import type { MarkerInterval, SettledMeasures } from '../engine/core/telemetry.ts';
import { phaseRules } from '../engine/trainer/evaluation/phase-rules.ts';
import type { Snapshot } from '../engine/trainer/train/snapshot-store.ts';
import { settledMemorizationEnd } from './replica-measures.ts';
import type { SnapshotMeasures } from './snapshot-measures.ts';

/** Measures of a run by its final key frequencies. */
export interface SettledRun {
	readonly measures: SettledMeasures;
	/**
	 * The minimum of excluded loss; undefined where it is not measured, at the very end, or where
	 * no circuit is seen.
	 */
	readonly memorizationEnds: MarkerInterval | undefined;
}

/**
 * All measures of all snapshots with the key frequencies of the last; undefined when it was
 * interrupted.
 * @param onRow called after each with how many are done
 * @throws LabError `device-lost`, `gpu-error`
 */
export async function settleSnapshots(
	measuring: SnapshotMeasures,
	snapshots: readonly Snapshot[],
	onRow: (done: number) => void,
	interrupt: { readonly aborted: boolean }
): Promise<SettledRun | undefined> {
	const last = snapshots.at(-1);
	if (last === undefined) return undefined;
	const keys = await measuring.keyFrequencies(last);
	const measures = await measuring.settle(snapshots, keys, (done) => {
		if (!interrupt.aborted) onRow(done);
		return !interrupt.aborted;
	});
	if (measures === undefined) return undefined;
	const memorizationEnds = settledMemorizationEnd(measures, phaseRules(measuring.run));
	return { measures, memorizationEnds };
}
