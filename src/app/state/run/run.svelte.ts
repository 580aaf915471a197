import type {
	AdapterReport,
	Checkpoint,
	MemorizationRule,
	PhaseMarkers,
	RunEvent,
	RunStatus,
	SpectrumFrame,
	TelemetryFrame,
	TelemetryMessage
} from '../../../engine/core/telemetry.ts';
import type { PlainError } from '../../../engine/core/lab-error.ts';
import { MOST_EVALUATIONS } from '../../../engine/core/thin-rows.ts';
import type { RunFacts } from '../../../worker/lab-api.ts';
import { REFUSED_SETTINGS } from '../lab/failure-kinds.ts';
import { GpuLosses } from '../lab/gpu-losses.ts';
import { GrowingSeries } from './growing-series.ts';
import { GrowingVectors } from './growing-vectors.ts';
import { netEvents } from '../lab/net-events.ts';
import type { PageStatus } from '../lab/page-status.ts';
import { LIVE_RULE, NO_MARKERS, phaseBands, phaseOf, tellsCircuit } from '../phases/phase.ts';
import { testParts } from './test-parts.ts';
import { stepsOfMarkers, thinnedWords } from './thinned-words.ts';
import { settledSeries, type SettledSeries } from './settled-series.ts';

function hasEnded(status: PageStatus): boolean {
	if (status.state === 'recording') return status.isAtEnd;
	return status.state === 'paused' ? status.reason === 'budget' : status.state === 'failed';
}

/** Steps whose train loss is kept: 24 bytes each. */
const MOST_TRAINED = 400_000;

/** What a run has told so far. The series are plain arrays; `version` moves when they change. */
export class RunState {
	readonly train = new GrowingSeries({ most: MOST_TRAINED, by: 'loss' });
	readonly evaluations = new GrowingSeries({ most: MOST_EVALUATIONS, by: 'test_loss' });
	/** Spectra (by probe id) and measures per frequency (by metric id) at the evaluated steps. */
	readonly vectors = new GrowingVectors();
	/** Moves whenever series, spectra or step changed. */
	version = $state.raw(0);
	/** Moves with every run that takes the place of another. */
	generation = $state.raw(0);
	/** Number of updates done. */
	step = $state.raw(0);
	/** Steps of which the worker keeps weights, ascending. */
	snapshots: Float64Array = $state.raw(new Float64Array(0));
	/** What these weights take there; 0 where the page does not know. */
	snapshotBytes = $state.raw(0);
	/** All measures with the final key frequencies; undefined while they are provisional. */
	settled: SettledSeries | undefined = $state.raw(undefined);
	status: PageStatus = $state.raw({ state: 'starting' });
	adapter: AdapterReport | undefined = $state.raw(undefined);
	facts: RunFacts | undefined = $state.raw(undefined);
	markers: PhaseMarkers = $state.raw(NO_MARKERS);
	/** Which rule told the end of memorization among them. */
	memorization: MemorizationRule = $state.raw(LIVE_RULE);
	/** All of them, in the order in which they came. */
	events: readonly RunEvent[] = $state.raw([]);
	/** Columns of the evaluations so far. */
	evaluationColumns: readonly string[] = $state.raw([]);
	/** Measures per frequency, and spectra, that were recorded so far. */
	vectorIds: readonly string[] = $state.raw([]);
	/** Latest spectrum by probe id. */
	spectra: Readonly<Record<string, SpectrumFrame>> = $state.raw({});
	stepsPerSecond = $state.raw(0);
	/** How long the worker has given no sign of life, in milliseconds; 0 while it answers. */
	silentMs = $state.raw(0);
	/** Step of the latest checkpoint, undefined when there is none. */
	checkpointStep: number | undefined = $state.raw(undefined);
	/** It trains, or will again by itself once a lost device is replaced. */
	isActive = $state.raw(false);
	/**
	 * Training was asked for, and neither paused nor done since: after a failure it is what the run
	 * goes on with.
	 */
	wantsTraining = false;
	/** Provisional. */
	#liveKeys: readonly number[] = $state.raw([]);
	#checkpoint: Checkpoint | undefined;
	readonly #losses: GpuLosses;

	/** Where memorization ends is told, by the minimum of excluded loss. */
	readonly tellsEnd = $derived(tellsCircuit(this.markers, this.evaluationColumns));
	readonly phase = $derived(phaseOf(this.markers, this.step, this.tellsEnd));
	readonly bands = $derived(phaseBands(this.markers, this.tellsEnd));
	readonly isTraining = $derived(this.status.state === 'training');
	/** A device is being opened, or a run built on it. */
	readonly isOpening = $derived(
		this.status.state === 'starting' || this.status.state === 'preparing'
	);
	/** It was trained elsewhere; the page shows it, and nothing trains. */
	readonly isRecorded = $derived(this.status.state === 'recording');
	/** Something would be lost by a restart. */
	readonly hasProgress = $derived(this.step > 0);
	/** Something that trains, or could go on, would be lost with the page. */
	readonly wouldBeLost = $derived(
		this.hasProgress &&
			!this.isRecorded &&
			(this.status.state !== 'failed' || (this.checkpointStep ?? 0) > 0)
	);
	/** Parts of the test examples that are drawn apart. */
	readonly testParts = $derived(testParts(this.facts));
	/** Key frequencies in force, strongest first: the final ones once they are settled. */
	readonly keyFrequencies: readonly number[] = $derived(
		this.settled?.keyFrequencies ?? this.#liveKeys
	);
	readonly hasKeyFrequencies = $derived(this.keyFrequencies.length > 0);
	/** As far as the run itself says, it could train on: it waits, or was refused its settings. */
	readonly canTrain = $derived(
		this.status.state === 'failed'
			? REFUSED_SETTINGS.includes(this.status.error.code)
			: ['ready', 'paused', 'recording', 'cancelled'].includes(this.status.state)
	);
	/**
	 * The budget is used up: what is provisional while it trains is final. So is all that is
	 * recorded.
	 */
	readonly isSettled = $derived(
		this.isRecorded || (this.status.state === 'paused' && this.status.reason === 'budget')
	);
	/**
	 * Updates of a run that has ended: by its budget, by an error, or as a recording. Undefined
	 * while it may go on.
	 */
	readonly endedAt = $derived(hasEnded(this.status) ? this.step : undefined);
	/** Changes of rate and decay after the start; one at step 0 is how the run started. */
	readonly liveChanges = $derived(
		netEvents(this.events).filter((event) => event.kind === 'hyperparameter' && event.step > 0)
			.length
	);

	constructor(losses = new GpuLosses()) {
		this.#losses = losses;
	}

	/**
	 * What was dropped of the series so that they do not grow without end, in a sentence; undefined
	 * where nothing was.
	 */
	get thinned(): string | undefined {
		return thinnedWords(this.train.isThinned, this.evaluations.isThinned);
	}

	/** Weights and optimizer state, the latest that came. */
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

	/** The run ends in a named state. */
	fail(error: PlainError): void {
		if (error.code === 'cancelled') {
			this.status = { state: 'cancelled' };
			this.isActive = false;
			return;
		}
		this.#receiveStatus({ state: 'failed', error, step: this.step });
	}

	/** The page has asked for a run to be built: whatever the last one said of itself is over. */
	prepare(): void {
		this.isActive = false;
		this.status = { state: 'preparing', stage: 'building the run', done: 0, total: 0 };
	}

	/**
	 * The page goes on from its checkpoint with the rate and decay in it: what was changed later is
	 * gone. (A worker that recovers by itself keeps later changes, and their events stay true.)
	 */
	forgetChangesAfter({ step, live }: Checkpoint): void {
		this.events = this.events.filter((event, i) => {
			if (event.kind !== 'hyperparameter' || event.step < step) return true;
			if (event.step > step) return false;
			// Of those at its very step it has seen the ones up to the value in it.
			return this.events.some(
				(later, j) =>
					j >= i &&
					later.kind === 'hyperparameter' &&
					later.step === step &&
					later.key === event.key &&
					live[event.key] === later.to
			);
		});
	}

	/** Forgets the run, not the adapter. */
	clear(): void {
		this.#clearSeries();
		this.#checkpoint = undefined;
		this.checkpointStep = undefined;
		this.facts = undefined;
		this.step = 0;
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
		// Kernels are compiled in the midst of a recovery too.
		if (status.state === 'preparing') return;
		this.isActive = status.state === 'training' || status.state === 'recovering';
	}

	#receiveFrame(frame: TelemetryFrame): void {
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

	/** Most frames bring no new one: charts and slider then need not look again. */
	#takeSnapshots(steps: readonly number[]): void {
		const isSame =
			steps.length === this.snapshots.length &&
			steps.every((step, i) => step === this.snapshots[i]);
		if (!isSame) this.snapshots = Float64Array.from(steps);
	}

	/** Events stay: a worker that goes back by itself does again what they say. */
	#truncate(step: number): void {
		// The train entry of a step comes before its update, so it is repeated; the evaluation at
		// it is not.
		this.train.keepBelow(step);
		this.evaluations.keepBelow(step + 1);
		this.vectors.keepBelow(step + 1);
		this.settled = undefined;
	}

	#clearSeries(): void {
		this.train.clear();
		this.evaluations.clear();
		this.vectors.clear();
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
