import { eventsAfterReturn, netEvents, type RunEvent } from '../../../engine/core/run-events.ts';
import type {
	AdapterReport,
	Checkpoint,
	MemorizationRule,
	PhaseMarkers,
	RunStatus,
	SpectrumFrame,
	TelemetryFrame,
	TelemetryMessage
} from '../../../engine/core/telemetry.ts';
import type { PlainError } from '../../../engine/core/lab-error.ts';
import { MOST_EVALUATIONS } from '../../../engine/core/thin-rows.ts';
import type { RunFacts } from '../../../worker/lab-api.ts';
import { SETTINGS_ERRORS } from '../lab/failure-kinds.ts';
import { GpuLosses } from '../lab/gpu-losses.ts';
import { GrowingSeries } from './growing-series.ts';
import { GrowingVectors } from './growing-vectors.ts';
import { hasEnded, type PageStatus } from '../lab/page-status.ts';
import {
	LIVE_RULE,
	NO_MARKERS,
	phaseBands,
	phaseOf,
	isMemorizationEndMeasured
} from '../phases/phase.ts';
import { replicaProblem } from './replica-problem.ts';
import { testParts } from './test-parts.ts';
import { stepsOfMarkers, describeThinning } from './thinning.ts';
import { settledSeries, type SettledSeries } from './settled-series.ts';

/** Maximum number of steps whose train loss is kept, 24 bytes each. */
const MOST_TRAINED = 400_000;

const trainSeries = () => new GrowingSeries({ most: MOST_TRAINED, by: 'loss' });
const evaluationSeries = () => new GrowingSeries({ most: MOST_EVALUATIONS, by: 'test_loss' });

/**
 * What the page knows of a run. The series are plain arrays; `version` increases when they change.
 */
export class RunState {
	train = $state.raw(trainSeries());
	evaluations = $state.raw(evaluationSeries());
	/** Spectra (by probe id) and measures per frequency (by metric id) at the evaluated steps. */
	vectors = $state.raw(new GrowingVectors());
	/** Increases when series, spectra or step change. */
	version = $state.raw(0);
	/** Increases with every new run. */
	generation = $state.raw(0);
	/** Number of steps done. */
	step = $state.raw(0);
	/** Steps of the whole recorded run while it is replayed; 0 for a run that trains. */
	recordedSteps = $state.raw(0);
	/** Steps whose weights the worker keeps, ascending. */
	snapshots: Float64Array = $state.raw(new Float64Array(0));
	/** Memory of these weights in the worker, in bytes; 0 if unknown. */
	snapshotBytes = $state.raw(0);
	/** Measures with the final key frequencies; undefined until they are settled. */
	settled: SettledSeries | undefined = $state.raw(undefined);
	status: PageStatus = $state.raw({ state: 'starting' });
	adapter: AdapterReport | undefined = $state.raw(undefined);
	facts: RunFacts | undefined = $state.raw(undefined);
	markers: PhaseMarkers = $state.raw(NO_MARKERS);
	/** Which rule gave the end of memorization in `markers`. */
	memorization: MemorizationRule = $state.raw(LIVE_RULE);
	/** All events, in the order in which they arrived. */
	events: readonly RunEvent[] = $state.raw([]);
	/** Columns of the evaluations so far. */
	evaluationColumns: readonly string[] = $state.raw([]);
	/** Ids of measures per frequency and spectra that were received so far. */
	vectorIds: readonly string[] = $state.raw([]);
	/** Latest spectrum by probe id. */
	spectra: Readonly<Record<string, SpectrumFrame>> = $state.raw({});
	stepsPerSecond = $state.raw(0);
	/** How long the worker has been silent, in milliseconds; 0 while it answers. */
	silentMs = $state.raw(0);
	/** Step of the latest checkpoint; undefined without one. */
	checkpointStep: number | undefined = $state.raw(undefined);
	/** The run trains, or will do so after a lost device is replaced. */
	isActive = $state.raw(false);
	/**
	 * The user started training and has not paused it, and the budget is not used up. After a
	 * failure the run continues with it.
	 */
	wantsTraining = false;
	/** Key frequencies before they are settled. */
	#liveKeys: readonly number[] = $state.raw([]);
	#checkpoint: Checkpoint | undefined;
	/** The replica of the run's frames; undefined before the first. */
	#replica: number | undefined;
	readonly #losses: GpuLosses;

	/** Whether the end of memorization is measured. */
	readonly isEndMeasured = $derived(
		isMemorizationEndMeasured(this.markers, this.evaluationColumns)
	);
	readonly phase = $derived(phaseOf(this.markers, this.step, this.isEndMeasured));
	readonly bands = $derived(phaseBands(this.markers, this.isEndMeasured));
	readonly isTraining = $derived(this.status.state === 'training');
	/** A device is being opened, or a run prepared on it. */
	readonly isOpening = $derived(
		this.status.state === 'starting' || this.status.state === 'preparing'
	);
	/** A recorded run is shown; nothing trains. */
	readonly isRecorded = $derived(this.status.state === 'replay');
	/** A restart would lose progress. */
	readonly hasProgress = $derived(this.step > 0);
	/** Leaving the page would lose a run that could continue. */
	readonly wouldBeLost = $derived(
		this.hasProgress &&
			!this.isRecorded &&
			(this.status.state !== 'failed' || (this.checkpointStep ?? 0) > 0)
	);
	/** Test groups that are drawn as lines of their own. */
	readonly testParts = $derived(testParts(this.facts));
	/** Key frequencies, strongest first; the final ones once they are settled. */
	readonly keyFrequencies: readonly number[] = $derived(
		this.settled?.keyFrequencies ?? this.#liveKeys
	);
	readonly hasKeyFrequencies = $derived(this.keyFrequencies.length > 0);
	/**
	 * Whether the state of the run allows training: it waits, or its settings were refused and
	 * others may not be.
	 */
	readonly canTrain = $derived(
		this.status.state === 'failed'
			? SETTINGS_ERRORS.includes(this.status.error.code)
			: ['ready', 'paused', 'replay', 'cancelled'].includes(this.status.state)
	);
	/** The budget is used up, so measures are final. Those of a recorded run always are. */
	readonly isSettled = $derived(
		this.isRecorded || (this.status.state === 'paused' && this.status.reason === 'budget')
	);
	/**
	 * Steps of a run that has ended by its budget, by an error, or as a recorded run. Undefined
	 * while it may continue.
	 */
	readonly endedAt = $derived(hasEnded(this.status) ? this.step : undefined);
	/**
	 * Number of live changes after the start. A change at step 0 belongs to the initial settings.
	 */
	readonly liveChanges = $derived(
		netEvents(this.events).filter((event) => event.kind === 'hyperparameter' && event.step > 0)
			.length
	);

	constructor(losses = new GpuLosses()) {
		this.#losses = losses;
	}

	/** Says which entries of the series were dropped; undefined if none were. */
	get thinned(): string | undefined {
		return describeThinning(this.train.isThinned, this.evaluations.isThinned);
	}

	/** The latest checkpoint received. */
	get checkpoint(): Checkpoint | undefined {
		return this.#checkpoint;
	}

	receive(message: TelemetryMessage): void {
		switch (message.type) {
			case 'frame':
				this.#receiveFrame(message);
				break;
			case 'status':
				this.#receiveStatus(message.status);
				break;
			case 'checkpoint':
				this.#checkpoint = message.checkpoint;
				this.checkpointStep = message.checkpoint.step;
				break;
			case 'adapter':
				this.adapter = message.report;
				break;
			case 'settled':
				this.settled = message.settled && settledSeries(message.settled);
				this.version += 1;
				break;
			default:
				message satisfies never;
		}
	}

	/** Ends the run as failed or cancelled. */
	fail(error: PlainError): void {
		if (error.code === 'cancelled') {
			this.status = { state: 'cancelled' };
			this.isActive = false;
			return;
		}
		this.#receiveStatus({ state: 'failed', error, step: this.step });
	}

	/** Shows that a run is being built. The status of the last run is dropped. */
	prepare(): void {
		this.isActive = false;
		this.status = { state: 'preparing', stage: 'building the run', done: 0, total: 0 };
	}

	/** Clears everything but the adapter. */
	clear(): void {
		this.#clearSeries();
		this.#checkpoint = undefined;
		this.#replica = undefined;
		this.checkpointStep = undefined;
		this.facts = undefined;
		this.step = 0;
		this.recordedSteps = 0;
		this.stepsPerSecond = 0;
		this.generation += 1;
		this.version += 1;
	}

	#receiveStatus(status: RunStatus): void {
		this.status =
			status.state === 'failed' ? { ...status, error: this.#losses.explain(status.error) } : status;
		if (status.state === 'recovering') this.#losses.note();
		if (status.state === 'training') this.wantsTraining = true;
		if (status.state === 'paused') this.wantsTraining = false;
		// A recovery also passes through "preparing" and stays active.
		if (status.state === 'preparing') return;
		this.isActive = status.state === 'training' || status.state === 'recovering';
	}

	#receiveFrame(frame: TelemetryFrame): void {
		this.#replica ??= frame.replica;
		const problem = replicaProblem(frame, this.#replica);
		if (problem !== undefined) {
			this.fail(problem);
			return;
		}
		if (frame.truncateTo !== undefined) this.#truncate(frame.truncateTo);
		this.train.append(frame.train.step, {
			loss: frame.train.loss,
			accuracy: frame.train.accuracy
		});
		this.evaluations.protectedSteps = stepsOfMarkers(frame.markers);
		this.evaluations.append(frame.evaluations.step, frame.evaluations.columns);
		this.vectors.append(frame.evaluations.step, frame.evaluations.vectors);
		this.#takeSnapshots(frame.snapshots);
		if (String(frame.keyFrequencies) !== String(this.#liveKeys)) {
			this.#liveKeys = frame.keyFrequencies;
		}
		const columns = this.evaluations.columnNames;
		if (columns.length !== this.evaluationColumns.length) this.evaluationColumns = columns;
		const { ids } = this.vectors;
		if (ids.length !== this.vectorIds.length) this.vectorIds = ids;
		if (Object.keys(frame.spectra).length > 0) this.spectra = { ...this.spectra, ...frame.spectra };
		if (frame.events.length > 0) this.events = [...this.events, ...frame.events];
		this.markers = frame.markers;
		this.memorization = frame.memorization;
		this.snapshotBytes = frame.snapshotBytes;
		this.stepsPerSecond = frame.stepsPerSecond;
		this.step = frame.step;
		this.version += 1;
	}

	/**
	 * Most frames contain no new snapshot; keeping the same array spares charts and slider an
	 * update.
	 */
	#takeSnapshots(steps: readonly number[]): void {
		const isSame =
			steps.length === this.snapshots.length &&
			steps.every((step, i) => step === this.snapshots[i]);
		if (!isSame) this.snapshots = Float64Array.from(steps);
	}

	/**
	 * Drops entries after a step to which the worker went back. Events stay, because the worker
	 * makes live changes again.
	 */
	#truncate(step: number): void {
		// Train metrics of a step are measured before its update and will be repeated; its
		// evaluation will not.
		this.train.keepBelow(step);
		this.evaluations.keepBelow(step + 1);
		this.vectors.keepBelow(step + 1);
		this.events = eventsAfterReturn(this.events, step);
		this.settled = undefined;
	}

	#clearSeries(): void {
		// Not emptied, because the charts may keep the curves of the run that ends.
		this.train = trainSeries();
		this.evaluations = evaluationSeries();
		this.vectors = new GrowingVectors();
		this.snapshots = new Float64Array(0);
		this.settled = undefined;
		this.evaluationColumns = [];
		this.vectorIds = [];
		this.spectra = {};
		this.#liveKeys = [];
		this.events = [];
		this.markers = NO_MARKERS;
		this.memorization = LIVE_RULE;
		this.snapshotBytes = 0;
	}
}
