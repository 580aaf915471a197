import type { TelemetryFrame } from '../../../engine/core/telemetry.ts';
import { probes } from '../../../engine/probes/index.ts';
import type { RecordedRun } from '../../../lab-run/codec/recorded-run.ts';
import { recordedMemorization } from '../../../lab-run/memorization-end.ts';
import { markersAt } from '../phases/phase.ts';

/** What a recorded run contains of one step. */
export interface RecordedRow {
	readonly step: number;
	readonly columns: Readonly<Record<string, number>>;
	/**
	 * Spectra by probe id and measures per frequency by metric id. Empty for steps without weights.
	 */
	readonly vectors: Readonly<Record<string, Float64Array>>;
}

type Columns = RecordedRun['evaluations']['columns'];

const entryOf = (columns: Columns, i: number): Record<string, number> =>
	Object.fromEntries(Object.entries(columns).map(([id, values]) => [id, values[i] ?? NaN]));

function vectorsOf({ vectors }: RecordedRun['settled'], i: number): Record<string, Float64Array> {
	return Object.fromEntries(
		Object.entries(vectors).flatMap(([id, rows]) => {
			const row = rows[i];
			return row === undefined ? [] : [[id, row] as const];
		})
	);
}

/**
 * The evaluated steps of a recorded run, with the settled measures, ascending, up to its last
 * weights.
 */
export function recordedRows({ card, evaluations, settled }: RecordedRun): readonly RecordedRow[] {
	const rows = new Map<number, RecordedRow>();
	evaluations.step.forEach((step, i) => {
		rows.set(step, { step, columns: entryOf(evaluations.columns, i), vectors: {} });
	});
	settled.step.forEach((step, i) => {
		const columns = { ...rows.get(step)?.columns, ...entryOf(settled.columns, i) };
		rows.set(step, { step, columns, vectors: vectorsOf(settled, i) });
	});
	return [...rows.values()]
		.filter(({ step }) => step <= card.steps)
		.sort((a, b) => a.step - b.step);
}

/**
 * A row as the telemetry frame of a live run. Train loss and accuracy are those of evaluated steps.
 * @param after step of the row before it, up to which events have been sent
 */
export function recordedFrame(
	{ step, columns, vectors }: RecordedRow,
	recorded: RecordedRun,
	after: number
): TelemetryFrame {
	const { card, settled, weights } = recorded;
	const spectra = Object.entries(vectors).filter(([id]) => probes.has(id));
	return {
		type: 'frame',
		// A recorded run has one.
		replica: 0,
		id: 0,
		step,
		train: {
			step: Float64Array.of(step),
			loss: Float64Array.of(columns['train_loss'] ?? NaN),
			accuracy: Float64Array.of(columns['train_accuracy'] ?? NaN)
		},
		evaluations: {
			step: Float64Array.of(step),
			columns: Object.fromEntries(
				Object.entries(columns).map(([id, value]) => [id, Float64Array.of(value)])
			),
			vectors: Object.fromEntries(Object.entries(vectors).map(([id, values]) => [id, [values]]))
		},
		spectra: Object.fromEntries(spectra.map(([id, power]) => [id, { step, power }])),
		keyFrequencies: settled.keyFrequencies,
		markers: markersAt(card.transitions, step),
		memorization: recordedMemorization(recorded),
		events: card.events.filter((event) => event.step > after && event.step <= step),
		snapshots: weights.snapshots.map((snapshot) => snapshot.step).filter((at) => at <= step),
		snapshotBytes: 0,
		stepsPerSecond: 0,
		truncateTo: undefined
	};
}
