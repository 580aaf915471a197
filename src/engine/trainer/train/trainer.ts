import { LabError } from '../../core/lab-error.ts';
import type { Parts, Session } from '../../core/session.ts';
import { elementCount, type NumericArray } from '../../core/tensor.ts';
import type { MeasuredEvidence } from '../../key-rules/define.ts';
import { BurstFlights, type Flight } from './burst-flights.ts';
import { planBurst, type Burst } from './burst-planner.ts';
import { BurstReader, type BurstReading, type BurstResult } from './burst-reader.ts';
import { BurstSizer } from './burst-size.ts';
import { planData, BURST_UPDATES, type BuiltRun } from '../build/build-run.ts';
import { initialWeights } from '../data/initialize.ts';
import { writeKeyFrequencies } from '../evaluation/key-settings.ts';
import type { KeyFrequencyChoice } from '../run-spec.ts';
import { DueAfterBurst, type StateOptions } from './due-after-burst.ts';
import { Schedule } from './schedule.ts';
import { ReplicaMask } from './replica-mask.ts';
import { held, type ReplicaFailure, type TrainerState } from './trainer-state.ts';
import { timeWork, type Pace } from './work-timing.ts';

/** The host's clock, and a way to let messages in. */
export interface TrainerHost {
	readonly now: () => number;
	readonly yield: () => Promise<void>;
}

export interface TrainOptions extends StateOptions {
	/** Stop after this many updates in all. */
	readonly until: number;
	readonly shouldStop: () => boolean;
	readonly onBurst: (result: BurstResult, elapsedMs: number) => void;
}

/** Trains with a session: bursts of steps sized to the device, evaluations, saved states. */
export class Trainer {
	readonly run: BuiltRun;
	readonly #session: Session;
	readonly #host: TrainerHost;
	readonly #schedule: Schedule;
	readonly #isScheduleGiven: boolean;
	readonly #results: BurstReader;
	readonly #sizer = new BurstSizer(BURST_UPDATES);
	readonly #mask: ReplicaMask;
	#keyFrequencies: KeyFrequencyChoice;
	#evidence: readonly MeasuredEvidence[] = [];
	#step = 0;
	#evaluatedUpTo = -1;

	/** @param schedule of an earlier trainer of this run: its live changes are repeated */
	constructor(run: BuiltRun, session: Session, host: TrainerHost, schedule?: Schedule) {
		this.run = run;
		this.#session = session;
		this.#host = host;
		this.#isScheduleGiven = schedule !== undefined;
		this.#schedule = schedule ?? Schedule.of(run.spec);
		for (const [name, data] of planData(run.plan)) session.write(name, data);
		this.#results = new BurstReader(run, session);
		this.#mask = new ReplicaMask(run.plan.replicas);
		this.#keyFrequencies = run.spec.keyFrequencies;
		this.#writeKeyFrequencies();
		this.#writeParameters((r) => initialWeights(run, r));
	}

	/** Updates enqueued so far. */
	get step(): number {
		return this.#step;
	}

	/** Live parameters in force at the next enqueued update, as far as all replicas share them. */
	get live(): Readonly<Record<string, number>> {
		return this.#schedule.liveAt(this.#step);
	}

	/** The same of every replica: they may have begun with different values. */
	get liveByReplica(): readonly Readonly<Record<string, number>>[] {
		return this.#schedule.liveByReplica(this.#step);
	}

	/**
	 * Changes a live parameter from the next enqueued update on.
	 * @returns the step of that update
	 */
	setLive(key: string, value: number): number {
		this.#schedule.set(key, value, this.#step);
		return this.#step;
	}

	/** Chooses key frequencies this way from the next enqueued evaluation on. */
	setKeyFrequencies(choice: KeyFrequencyChoice): void {
		this.#keyFrequencies = choice;
		this.#writeKeyFrequencies();
	}

	/** Starts from given weights [P] per replica instead of the seed's. */
	setParameters(of: (replica: number) => NumericArray): void {
		this.#writeParameters(of);
	}

	/** Continues from a state of this run. @throws LabError `bad-checkpoint` if buffers differ */
	restore(state: TrainerState): void {
		const { plan } = this.run;
		// All are looked at before any is written: a refused state changes nothing.
		const accepted = this.run.checkpointBuffers.map((name) => {
			const data = state.buffers[name];
			const elements = plan.replicas * elementCount(plan.tensors.get(name)?.shape ?? []);
			if (data?.length !== elements) {
				throw new LabError(
					'bad-checkpoint',
					`checkpoint buffer "${name}": expected ${String(elements)} elements, got ${String(data?.length)}`
				);
			}
			return [name, data] as const;
		});
		for (const [name, data] of accepted) this.#session.write(name, data);
		// A passed-in schedule already contains the live changes, later ones too.
		for (const [key, value] of this.#isScheduleGiven ? [] : Object.entries(state.live)) {
			this.#schedule.set(key, value, state.step);
		}
		this.#mask.reset(state.failures);
		this.#step = state.step;
		this.#evaluatedUpTo = state.evaluatedUpTo;
	}

	/** Replicas that are left out, and the step after which they are. */
	get failures(): readonly ReplicaFailure[] {
		return this.#mask.failures;
	}

	/**
	 * Leaves out replicas that failed although their train losses were finite.
	 * @throws LabError `non-finite-loss` when no replica is left
	 */
	fail(failures: readonly ReplicaFailure[]): void {
		for (const failure of failures) this.#mask.fail(failure);
		if (this.#mask.areAllFailed) throw this.#mask.allFailed;
	}

	/** Reads the state after everything enqueued so far. */
	async state(): Promise<TrainerState> {
		return this.#mask.apply(await this.#readState());
	}

	async #readState(): Promise<Omit<TrainerState, 'failures'>> {
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

	/** Evaluates the current step once if it is on the grid; `onPart`: in parts (`runInParts`). */
	async evaluateNow(onBurst: TrainOptions['onBurst'], onPart?: Parts['onPart']): Promise<void> {
		const burst = planBurst({ ...this.#position(this.#step), size: 0 });
		if (onPart !== undefined && burst.evaluated.length > 0) {
			this.#resetClock('evaluate');
			await this.#session.runInParts('evaluate', { now: this.#host.now, onPart });
		}
		const work = onPart === undefined ? burst.work : [];
		onBurst(this.#mask.cut(await this.#submit({ ...burst, work })), 0);
	}

	/** Times an evaluation and a few updates, then goes back to the present state. */
	async timeWork(): Promise<Pace> {
		const { buffers } = await this.#readState();
		const pace = await timeWork(this.#time.bind(this), BURST_UPDATES);
		for (const [name, data] of Object.entries(buffers)) this.#session.write(name, data);
		return pace;
	}

	async #time(segment: 'train' | 'evaluate', count: number): Promise<number> {
		const beginMs = this.#host.now();
		if (segment === 'train') this.#writeUpdates(this.#step, count);
		else this.#resetClock(segment);
		this.#session.run(segment, count);
		await this.#session.read([{ name: `${segment}.clock` }]);
		return this.#host.now() - beginMs;
	}

	/**
	 * Trains, keeping bursts in flight, so that the device has work while results come back.
	 * @returns why it stopped
	 * @throws LabError `non-finite-loss` naming the step, `device-lost`, `gpu-error`
	 */
	async train(options: TrainOptions): Promise<'stopped' | 'done'> {
		const { until, shouldStop } = options;
		const flights = new BurstFlights<BurstReading>(this.#sizer, this.#host.now);
		const due = new DueAfterBurst(options, this.run.plan.replicas, this.#host.now);
		try {
			for (;;) {
				const wanted = due.nextSnapshot(this.#step);
				const position = this.#position(Math.min(until, wanted));
				const burst = planBurst({ ...position, size: this.#sizer.updates });
				if (burst.work.length === 0 || shouldStop()) {
					await flights.landAll();
					return shouldStop() ? 'stopped' : 'done';
				}
				flights.add(this.#launch(burst, wanted, due, options));
				// The next snapshot step depends on the snapshots that are kept or reserved.
				const mustLand = this.#step === wanted && !due.reserveSnapshot(wanted);
				await (mustLand ? flights.landAll() : flights.makeRoom());
				await this.#host.yield();
			}
		} finally {
			await flights.abandon();
		}
	}

	/** Submits a burst, and a read of the state after it where that is due. */
	#launch(
		burst: Burst,
		wanted: number,
		due: DueAfterBurst,
		options: TrainOptions
	): Flight<BurstReading> {
		const result = this.#submit(burst);
		const users = due.usersOfState(wanted, this.#step);
		const state = users.length > 0 ? held(this.#readState()) : undefined;
		const land = async (value: BurstReading, elapsedMs: number) => {
			options.onBurst(this.#mask.cut(value), elapsedMs);
			this.#mask.assertSomeLeft(value);
			const read = await state;
			if (read === undefined) return;
			// The failures of this burst are known only now.
			const masked = this.#mask.apply(read);
			for (const use of users) use(masked);
		};
		return { updates: burst.updates, bringsState: state !== undefined, result, land };
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

	#submit(burst: Burst): Promise<BurstReading> {
		const session = this.#session;
		if (burst.updates > 0) this.#writeUpdates(burst.step, burst.updates);
		if (burst.evaluated.length > 0) this.#resetClock('evaluate');
		for (const item of burst.work) {
			if (item === 'evaluate') session.run('evaluate', 1);
			else session.run('train', item);
		}
		this.#step = burst.step + burst.updates;
		this.#evaluatedUpTo = burst.evaluated.at(-1) ?? this.#evaluatedUpTo;
		return this.#collect(burst);
	}

	/** Writes what differs from update to update. */
	#writeUpdates(step: number, count: number): void {
		this.#schedule.write(this.#session, step, count, BURST_UPDATES);
		this.run.miniBatches?.write(this.#session, step, count);
		this.#resetClock('train');
	}

	#resetClock(segment: 'train' | 'evaluate'): void {
		this.#session.write(`${segment}.clock`, new Uint32Array(this.run.plan.replicas));
	}

	async #collect(burst: Burst): Promise<BurstReading> {
		const result = await this.#results.read(burst);
		if (burst.evaluated.length > 0) {
			this.#evidence = result.evaluations.map((rows) => rows.at(-1)?.evidence ?? {});
			this.#writeKeyFrequencies();
		}
		return result;
	}
}
