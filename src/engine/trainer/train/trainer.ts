import { LabError } from '../../core/lab-error.ts';
import type { Parts, ReadRequest, Session } from '../../core/session.ts';
import type { NumericArray } from '../../core/tensor.ts';
import type { MeasuredEvidence } from '../../key-rules/define.ts';
import { BatchFlights, type Flight } from './batch-flights.ts';
import { planBatch, type Batch } from './batch-planner.ts';
import { BatchSizer } from './batch-size.ts';
import { planData, TRAIN_SLOTS, type BuiltRun } from '../build/build-run.ts';
import { EvaluationReader } from '../evaluation/evaluation-reader.ts';
import type { EvaluationRow } from '../evaluation/evaluation-row.ts';
import { initialWeights } from '../data/initialize.ts';
import { writeKeyFrequencies } from '../evaluation/key-settings.ts';
import type { KeyFrequencyChoice } from '../run-spec.ts';
import { Schedule } from './schedule.ts';
import { assertFinite, held, isFiniteState, type TrainerState } from './trainer-state.ts';

/** What a batch of work gave, by replica. */
export interface BatchResult {
	/** Updates done before it. */
	readonly step: number;
	readonly updates: number;
	/** Mean train loss and accuracy of each step, before its update: [replica][step]. */
	readonly loss: readonly Float64Array[];
	readonly accuracy: readonly Float64Array[];
	/** [replica][evaluation] */
	readonly evaluations: readonly (readonly EvaluationRow[])[];
}

/** The host's clock, and a way to let messages in. */
export interface TrainerHost {
	readonly now: () => number;
	readonly yield: () => Promise<void>;
}

export interface TrainOptions {
	/** Stop after this many updates in all. */
	readonly until: number;
	readonly shouldStop: () => boolean;
	readonly onBatch: (result: BatchResult, elapsedMs: number) => void;
	/** Called after a batch when a checkpoint is due. */
	readonly onState?: (state: TrainerState) => void;
	readonly stateEveryMs?: number;
	/** Whose steps' weights are wanted: batches end there. */
	readonly snapshots?: SnapshotTaker;
}

/** Takes the weights of some steps on the way. */
export interface SnapshotTaker {
	/** The next step wanted after this one. */
	nextAfter(step: number): number;
	/** Weights of that step are on their way. Where there is none, training waits for them. */
	reserve?(step: number): void;
	/** @param weights flat, all replicas */
	add(step: number, weights: NumericArray): void;
}

const STATE_EVERY_MS = 2000;
/** A run that was just started has something to go on from soon. */
const FIRST_STATE_MS = 500;

/** Drives a session: batches of steps sized to the device, evaluation on the declared grid, states outside the GPU. */
export class Trainer {
	readonly run: BuiltRun;
	readonly #session: Session;
	readonly #host: TrainerHost;
	readonly #schedule: Schedule;
	readonly #isScheduleGiven: boolean;
	readonly #evaluations: EvaluationReader;
	readonly #sizer = new BatchSizer(TRAIN_SLOTS);
	#keyFrequencies: KeyFrequencyChoice;
	#evidence: readonly MeasuredEvidence[] = [];
	#step = 0;
	#evaluatedUpTo = -1;

	/** @param schedule of an earlier trainer of the same run, whose live changes are then repeated at their steps */
	constructor(run: BuiltRun, session: Session, host: TrainerHost, schedule?: Schedule) {
		this.run = run;
		this.#session = session;
		this.#host = host;
		this.#isScheduleGiven = schedule !== undefined;
		this.#schedule = schedule ?? Schedule.of(run.spec);
		for (const [name, data] of planData(run.plan)) session.write(name, data);
		this.#evaluations = new EvaluationReader(run);
		this.#keyFrequencies = run.spec.keyFrequencies;
		this.#writeKeyFrequencies();
		this.#writeParameters((r) => initialWeights(run, r));
	}

	/** Updates enqueued so far. */
	get step(): number {
		return this.#step;
	}

	/** Live parameters in force at the next enqueued update. */
	get live(): Readonly<Record<string, number>> {
		return this.#schedule.liveAt(this.#step);
	}

	/** Changes a live parameter from the next enqueued update on, and says which that is. */
	setLive(key: string, value: number): number {
		this.#schedule.set(key, value, this.#step);
		return this.#step;
	}

	/** Tells key frequencies by this choice from the next enqueued evaluation on. */
	setKeyFrequencies(choice: KeyFrequencyChoice): void {
		this.#keyFrequencies = choice;
		this.#writeKeyFrequencies();
	}

	/** Starts from given weights [P] per replica instead of the seed's. */
	setParameters(of: (replica: number) => NumericArray): void {
		this.#writeParameters(of);
	}

	/** Goes on from a state; its buffers must be those of this run. @throws LabError `bad-checkpoint` */
	restore(state: TrainerState): void {
		const elements = this.run.plan.parameterElements * this.run.plan.replicas;
		// All are looked at before any is written: a refused state changes nothing.
		const accepted = this.run.checkpointBuffers.map((name) => {
			const data = state.buffers[name];
			if (data?.length !== elements) {
				throw new LabError(
					'bad-checkpoint',
					`checkpoint buffer "${name}": expected ${String(elements)} elements, got ${String(data?.length)}`
				);
			}
			return [name, data] as const;
		});
		for (const [name, data] of accepted) this.#session.write(name, data);
		// A given schedule knows better: it also holds what was changed after the state was taken.
		for (const [key, value] of this.#isScheduleGiven ? [] : Object.entries(state.live)) {
			this.#schedule.set(key, value, state.step);
		}
		this.#step = state.step;
		this.#evaluatedUpTo = state.evaluatedUpTo;
	}

	/** Reads the state after everything enqueued so far. */
	async state(): Promise<TrainerState> {
		const { step } = this;
		const evaluatedUpTo = this.#evaluatedUpTo;
		const { live } = this;
		const names = this.run.checkpointBuffers;
		const arrays = await this.#session.read(names.map((name) => ({ name })));
		const buffers = Object.fromEntries(
			names.map((name, i) => [name, arrays[i] ?? new Float32Array()])
		);
		return { step, evaluatedUpTo, buffers, live };
	}

	/** Evaluates the current step if it is on the grid and was not yet; given `onPart`, in parts (`Session.runInParts`). */
	async evaluateNow(onBatch: TrainOptions['onBatch'], onPart?: Parts['onPart']): Promise<void> {
		const batch = planBatch({ ...this.#position(this.#step), size: 0 });
		if (onPart !== undefined && batch.evaluated.length > 0) {
			this.#session.write('evaluate.clock', new Uint32Array(this.run.plan.replicas));
			await this.#session.runInParts('evaluate', { now: this.#host.now, onPart });
		}
		onBatch(await this.#submit(onPart === undefined ? batch : { ...batch, work: [] }), 0);
	}

	/**
	 * Trains, keeping batches in flight, so that the device has work while results come back.
	 * @returns why it stopped
	 * @throws LabError `non-finite-loss` naming the step, `device-lost`, `gpu-error`
	 */
	async train(options: TrainOptions): Promise<'stopped' | 'done'> {
		const { until, shouldStop } = options;
		const everyMs = options.stateEveryMs ?? STATE_EVERY_MS;
		const flights = new BatchFlights<BatchResult>(this.#sizer, this.#host.now);
		let stateDueMs = this.#host.now() + Math.min(everyMs, FIRST_STATE_MS);
		try {
			for (;;) {
				const wanted = options.snapshots?.nextAfter(this.#step) ?? Infinity;
				const position = this.#position(Math.min(until, wanted));
				const batch = planBatch({ ...position, size: this.#sizer.updates });
				if (batch.work.length === 0 || shouldStop()) {
					await flights.landAll();
					return shouldStop() ? 'stopped' : 'done';
				}
				const isStateDue = this.#host.now() >= stateDueMs;
				if (isStateDue) stateDueMs = this.#host.now() + everyMs;
				flights.add(this.#launch(batch, { wanted, isStateDue }, options));
				// Which weights are wanted next depends on those that are there, or reserved.
				const mustLand = this.#step === wanted && !reserveSnapshot(wanted, options);
				await (mustLand ? flights.landAll() : flights.makeRoom());
				await this.#host.yield();
			}
		} finally {
			await flights.abandon();
		}
	}

	/** Submits a batch, and a read of the state after it where that is wanted. */
	#launch(
		batch: Batch,
		{ wanted, isStateDue }: { readonly wanted: number; readonly isStateDue: boolean },
		options: TrainOptions
	): Flight<BatchResult> {
		const result = this.#submit(batch);
		const isWanted = this.#step === wanted;
		const state = isWanted || isStateDue ? held(this.state()) : undefined;
		const land = async (value: BatchResult, elapsedMs: number) => {
			options.onBatch(value, elapsedMs);
			assertFinite(value);
			const read = await state;
			if (read !== undefined && isWanted) takeSnapshot(read, options);
			if (read !== undefined && isStateDue) reportState(read, options);
		};
		return { updates: batch.updates, bringsState: state !== undefined, result, land };
	}

	#position(until: number) {
		return {
			step: this.#step,
			evaluatedUpTo: this.#evaluatedUpTo,
			until,
			budget: this.run.spec.steps,
			evaluateEvery: this.run.spec.evaluateEvery
		};
	}

	#writeKeyFrequencies(): void {
		writeKeyFrequencies(this.run, this.#session, this.#keyFrequencies, this.#evidence);
	}

	#writeParameters(of: (replica: number) => NumericArray): void {
		const elements = this.run.plan.parameterElements;
		const { replicas } = this.run.plan;
		const all = new Float64Array(elements * replicas);
		for (let r = 0; r < replicas; r++) all.set(of(r), r * elements);
		this.#session.write('parameters', all);
	}

	#submit(batch: Batch): Promise<BatchResult> {
		const { replicas } = this.run.plan;
		const session = this.#session;
		const zeros = new Uint32Array(replicas);
		if (batch.updates > 0) {
			this.#schedule.write(session, batch.step, batch.updates, TRAIN_SLOTS);
			this.run.miniBatches?.write(session, batch.step, batch.updates);
			session.write('train.clock', zeros);
		}
		if (batch.evaluated.length > 0) session.write('evaluate.clock', zeros);
		for (const item of batch.work) {
			if (item === 'evaluate') session.run('evaluate', 1);
			else session.run('train', item);
		}
		this.#step = batch.step + batch.updates;
		this.#evaluatedUpTo = batch.evaluated.at(-1) ?? this.#evaluatedUpTo;
		return this.#collect(batch);
	}

	async #collect(batch: Batch): Promise<BatchResult> {
		const { run } = this;
		const requests: ReadRequest[] = [{ name: 'train.ring', count: 2 * batch.updates }];
		if (batch.evaluated.length > 0) {
			requests.push(...this.#evaluations.requests(batch.evaluated.length));
		}
		const [train, ...evaluated] = await this.#session.read(requests);
		const column = (offset: 0 | 1) =>
			Array.from({ length: run.plan.replicas }, (_, r) =>
				Float64Array.from(
					{ length: batch.updates },
					(_, i) => (train?.[2 * (r * batch.updates + i) + offset] ?? NaN) / run.batchTargets
				)
			);
		const evaluations = this.#evaluations.rows(batch.evaluated, evaluated);
		if (batch.evaluated.length > 0) {
			this.#evidence = evaluations.map((rows) => rows.at(-1)?.evidence ?? {});
			this.#writeKeyFrequencies();
		}
		return {
			step: batch.step,
			updates: batch.updates,
			loss: column(0),
			accuracy: column(1),
			evaluations
		};
	}
}

type Snapshots = Pick<TrainOptions, 'snapshots'>;

/** Reserves the place of weights that are on their way. @returns whether the taker can do that */
function reserveSnapshot(step: number, { snapshots }: Snapshots): boolean {
	snapshots?.reserve?.(step);
	return snapshots?.reserve !== undefined;
}

function takeSnapshot({ step, buffers }: TrainerState, { snapshots }: Snapshots): void {
	const { parameters } = buffers;
	if (parameters !== undefined) snapshots?.add(step, parameters);
}

function reportState(state: TrainerState, { onState }: Pick<TrainOptions, 'onState'>): void {
	if (isFiniteState(state)) onState?.(state);
}
