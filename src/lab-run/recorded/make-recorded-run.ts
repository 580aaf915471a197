import { phaseMarkers, phaseSeries } from '../../engine/core/phases.ts';
import type { Evaluations, PhaseMarkers } from '../../engine/core/telemetry.ts';
import { LIVE_PHASE_COLUMNS } from '../../engine/probes/roles.ts';
import { phaseRules } from '../../engine/trainer/evaluation/phase-rules.ts';
import type { WeightsOfStep } from '../../engine/trainer/evaluation/settle.ts';
import { lossesAndAccuracies } from '../codec/read-evaluations.ts';
import type { PackedWeights, RecordedCard, RecordedRun } from '../codec/recorded-run.ts';
import { replicaPhases } from '../memorization-end.ts';
import { settleSnapshots, type SettledRun } from '../settled-run.ts';
import type { SnapshotMeasures } from '../snapshot-measures.ts';
import { checkMeasures } from './check-measures.ts';
import { quantizedSnapshots } from './quantized-snapshots.ts';
import { chooseSteps, thinEvaluations } from './recorded-steps.ts';

/** As many as a chart shows. */
const MOST_EVALUATIONS = 400;

/** A run of one replica of which a recorded run is made. */
interface RecordSource {
	readonly card: Omit<RecordedCard, 'steps' | 'transitions'>;
	/** With all measures that the run has. */
	readonly evaluations: Evaluations;
	readonly measures: SnapshotMeasures;
	/** By ascending step. */
	readonly snapshots: readonly WeightsOfStep[];
}

interface RecordChoices {
	/** Steps to keep the weights of; undefined: chosen by the phases of the run. */
	readonly at: readonly number[] | undefined;
	/** Per weight. */
	readonly bits: number;
}

/** A recorded run as its two files have it. */
export interface MadeRecording {
	readonly recording: RecordedRun;
	readonly packed: PackedWeights;
}

function markersOf({ evaluations, measures }: RecordSource, settled: SettledRun): PhaseMarkers {
	const { step, columns } = evaluations;
	const column = (key: string) => columns[key] ?? new Float64Array(0);
	const rules = phaseRules(measures.run);
	const series = phaseSeries(step, column, LIVE_PHASE_COLUMNS, rules.judged);
	return replicaPhases(phaseMarkers(series, rules), settled.measures, rules).markers;
}

/**
 * Makes a recorded run: measures every snapshot again with the final key frequencies, thins the
 * evaluations and quantizes the weights of some steps.
 * @param onRow called after each settled snapshot with how many are done
 * @returns undefined when it was interrupted, or there are no snapshots
 * @throws FormatError when the weights do not have the losses of the evaluations, LabError
 * `bad-checkpoint` on weights that are not finite, `device-lost`, `gpu-error`
 */
export async function makeRecordedRun(
	source: RecordSource,
	{ at, bits }: RecordChoices,
	onRow: (done: number) => void,
	isWanted: () => boolean
): Promise<MadeRecording | undefined> {
	const { card, evaluations, measures, snapshots } = source;
	const analysis = measures.run.spec;
	const settled = await settleSnapshots(measures, snapshots, { analysis, onRow, isWanted });
	if (settled === undefined) return undefined;
	checkMeasures(evaluations, settled.measures);
	const transitions = markersOf(source, settled);
	const there = snapshots.map(({ step }) => step);
	const steps = new Set(at ?? chooseSteps(there, transitions));
	const chosen = snapshots.filter(({ step }) => steps.has(step));
	const { weights, packed } = await quantizedSnapshots(measures, chosen, settled.measures, bits);
	const recording = {
		card: { ...card, steps: there.at(-1) ?? 0, transitions },
		evaluations: thinEvaluations(
			lossesAndAccuracies(evaluations, measures.run.shape.groups),
			MOST_EVALUATIONS
		),
		settled: settled.measures,
		weights
	};
	return { recording, packed };
}
