import { markersOf, NO_PHASES } from '../engine/core/phase-state.ts';
import { eventsAfterReturn, type RunEvent } from '../engine/core/run-events.ts';
import type {
	AdapterReport,
	Checkpoint,
	MemorizationRule,
	PhaseMarkers,
	RunStatus,
	SettledMeasures,
	SpectrumFrame,
	TelemetryFrame
} from '../engine/core/telemetry.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation/evaluation-row.ts';
import type { BurstReading } from '../engine/trainer/train/burst-reader.ts';
import type { TelemetryPort } from './telemetry-port.ts';

/** Everything since the last frame. Series append; spectra and markers are "latest wins". */
class Pending {
	step: number[] = [];
	loss: number[] = [];
	accuracy: number[] = [];
	evaluations: EvaluationRow[] = [];
	spectra: Record<string, SpectrumFrame> = {};
	events: readonly RunEvent[] = [];
	truncateTo: number | undefined;
	isEmpty = true;
}

/**
 * Values per frequency by metric id, spectra by their probe: copies, because the arrays are
 * transferred.
 */
function vectorsOf(rows: readonly EvaluationRow[]): Record<string, Float64Array[]> {
	const vectors: Record<string, Float64Array[]> = {};
	for (const row of rows) {
		for (const [id, values] of Object.entries({ ...row.spectra, ...row.vectors })) {
			(vectors[id] ??= []).push(Float64Array.from(values));
		}
	}
	return vectors;
}

/** The current values in every frame. */
interface Present {
	readonly step: number;
	readonly snapshots: readonly number[];
	readonly snapshotBytes: number;
	readonly keyFrequencies: readonly number[];
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
	readonly stepsPerSecond: number;
}

/**
 * Messages of one run to the page: frames of transferred arrays, one at a time (the next one leaves
 * when the page has acknowledged the last), and, at once, statuses and checkpoints. Every message
 * carries the run's number.
 */
export class RunTelemetry {
	readonly #port: TelemetryPort;
	readonly #run: number;
	/** Whose series, spectra, markers and views the page gets. */
	readonly replica: number;
	#pending = new Pending();
	#present: Present = {
		step: 0,
		snapshots: [],
		snapshotBytes: 0,
		keyFrequencies: [],
		markers: markersOf(NO_PHASES),
		memorization: { isSettled: false, live: undefined },
		stepsPerSecond: 0
	};
	#awaited = 0;

	constructor(port: TelemetryPort, run: number, replica: number) {
		this.#port = port;
		this.#run = run;
		this.replica = replica;
		port.onAcknowledge = (id) => {
			if (id === this.#awaited) this.#awaited = 0;
			this.#sendIfFree();
		};
	}

	/**
	 * Cuts the series back to this step. Events are kept, also those of later steps.
	 */
	truncate(step: number): void {
		const { events } = this.#pending;
		this.#pending = new Pending();
		this.#pending.events = eventsAfterReturn(events, step);
		this.#pending.truncateTo = step;
		this.#pending.isEmpty = false;
		this.#present = { ...this.#present, step };
	}

	burst(result: BurstReading, spectra: Readonly<Record<string, SpectrumFrame>>): void {
		const pending = this.#pending;
		const [loss, accuracy] = [result.loss[this.replica], result.accuracy[this.replica]];
		for (let i = 0; i < result.updates; i++) {
			pending.step.push(result.step + i);
			pending.loss.push(loss?.[i] ?? NaN);
			pending.accuracy.push(accuracy?.[i] ?? NaN);
		}
		pending.evaluations.push(...(result.evaluations[this.replica] ?? []));
		Object.assign(pending.spectra, spectra);
		pending.isEmpty = false;
	}

	event(event: RunEvent): void {
		this.#pending.events = [...this.#pending.events, event];
		this.#pending.isEmpty = false;
	}

	/** @param step updates whose results are in, where they have changed */
	present(present: Omit<Present, 'step'> & { readonly step?: number }): void {
		this.#present = { ...this.#present, ...present };
		this.#pending.isEmpty = false;
		this.#sendIfFree();
	}

	/** Sends pending data first, so that a status never arrives before the data it refers to. */
	status(status: RunStatus): void {
		if (!this.#pending.isEmpty) this.#send();
		this.#port.post({ run: this.#run, type: 'status', status });
	}

	/** @param settled undefined: the measures no longer are */
	settled(settled: SettledMeasures | undefined): void {
		this.#port.post({ run: this.#run, type: 'settled', settled });
	}

	adapter(report: AdapterReport): void {
		this.#port.post({ run: this.#run, type: 'adapter', report });
	}

	/**
	 * What is pending goes out first, so that a checkpoint is never ahead of the curves that lead
	 * to it.
	 */
	checkpoint(checkpoint: Checkpoint): void {
		if (!this.#pending.isEmpty) this.#send();
		const { buffers, evaluations } = checkpoint;
		const arrays = [
			...Object.values(buffers),
			...evaluations.flatMap(({ step, columns }) => [step, ...Object.values(columns)])
		];
		const transferred = arrays.map(({ buffer }) => buffer);
		this.#port.post({ run: this.#run, type: 'checkpoint', checkpoint }, transferred);
	}

	#sendIfFree(): void {
		if (this.#awaited === 0 && !this.#pending.isEmpty) this.#send();
	}

	#send(): void {
		const pending = this.#pending;
		this.#pending = new Pending();
		const keys = new Set(pending.evaluations.flatMap(({ columns }) => Object.keys(columns)));
		const column = (key: string) =>
			Float64Array.from(pending.evaluations, ({ columns }) => columns[key] ?? NaN);
		const frame: TelemetryFrame = {
			type: 'frame',
			id: this.#port.nextId(),
			replica: this.replica,
			...this.#present,
			train: {
				step: Float64Array.from(pending.step),
				loss: Float64Array.from(pending.loss),
				accuracy: Float64Array.from(pending.accuracy)
			},
			evaluations: {
				step: Float64Array.from(pending.evaluations, ({ step }) => step),
				columns: Object.fromEntries([...keys].map((key) => [key, column(key)])),
				vectors: vectorsOf(pending.evaluations)
			},
			spectra: pending.spectra,
			events: pending.events,
			truncateTo: pending.truncateTo
		};
		this.#awaited = frame.id;
		const { train, evaluations } = frame;
		const arrays = [
			...Object.values(train),
			evaluations.step,
			...Object.values(evaluations.columns),
			...Object.values(evaluations.vectors).flat()
		];
		this.#port.post(
			{ run: this.#run, ...frame },
			arrays.map(({ buffer }) => buffer)
		);
	}
}
