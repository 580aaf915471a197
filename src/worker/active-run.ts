import type { Analysis } from '../config/analysis.ts';
import { budgetEnd, isBudgetEnd } from '../engine/core/budget.ts';
import { LabError, toPlainError, type PlainError } from '../engine/core/lab-error.ts';
import type { Session } from '../engine/core/session.ts';
import type { Checkpoint } from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import { Schedule } from '../engine/trainer/train/schedule.ts';
import { Trainer } from '../engine/trainer/train/trainer.ts';
import { isFiniteState, type TrainerState } from '../engine/trainer/train/trainer-state.ts';
import type { Pace } from '../engine/trainer/train/work-timing.ts';
import type { ViewAnswer, ViewQuestion } from './lab-api.ts';
import { weightsOf } from './own-copies.ts';
import type { DeviceSource, RunDevice, RunHost } from './run-device.ts';
import { RunFeed } from './run-feed.ts';
import type { RunTelemetry } from './run-telemetry.ts';

/** A lost device is replaced at most this often without a checkpoint in between. */
const MAX_RECOVERIES = 3;
const RECOVERY_WAIT_MS = 500;
/** The pace of a run whose evaluation takes longer is not timed: the page would wait for it. */
const MOST_EVALUATION_MS = 5000;

interface Loaded {
	readonly session: Session;
	readonly trainer: Trainer;
}

/** One run from loading to its end: training, last good checkpoint, lost devices. */
export class ActiveRun {
	readonly built: BuiltRun;
	readonly #port: RunTelemetry;
	readonly #host: RunHost;
	readonly #devices: DeviceSource;
	readonly #schedule: Schedule;
	readonly #feed: RunFeed;
	/** The one that it was last loaded on, or would have been. */
	#device: RunDevice;
	#loaded: Loaded | undefined;
	#lastGood: TrainerState | undefined;
	#running: Promise<void> | undefined;
	#isTraining = false;
	#isStopping = false;
	#recoveries = 0;

	constructor(built: BuiltRun, devices: DeviceSource, port: RunTelemetry, host: RunHost) {
		this.built = built;
		this.#devices = devices;
		this.#device = devices.current();
		this.#port = port;
		this.#host = host;
		this.#schedule = Schedule.of(built.spec);
		this.#feed = new RunFeed(built, devices, port);
	}

	/** It trains, or will again by itself once a lost device is replaced. */
	get isTraining(): boolean {
		return this.#isTraining;
	}

	/**
	 * Compiles, loads data and the checkpoint if there is one, and evaluates the current step.
	 * @returns the pace of a new run in WebAssembly
	 */
	async prepare(checkpoint: Checkpoint | undefined): Promise<Pace | undefined> {
		const step = checkpoint?.step ?? 0;
		this.#port.truncate(step);
		if (checkpoint !== undefined) {
			// Its step is evaluated again: the page shows an evaluation of where the run continues.
			this.#lastGood = this.#feed.resume({ ...checkpoint, evaluatedUpTo: step - 1 });
			for (const [key, value] of Object.entries(checkpoint.live))
				this.#schedule.set(key, value, step);
		}
		this.#loaded = await this.#load(this.#lastGood);
		const { trainer } = this.#loaded;
		const beginMs = this.#host.now();
		await this.#evaluate(trainer);
		const isSoonTimed = this.#host.now() - beginMs < MOST_EVALUATION_MS;
		const isTimed = this.#device.kind === 'wasm' && step === 0 && isSoonTimed;
		const pace = isTimed ? await trainer.timeWork() : undefined;
		this.#keepLast(await trainer.state());
		this.#feed.publish();
		if (isBudgetEnd(step, this.built.spec.steps)) this.#endBudget();
		else this.#port.status({ state: 'ready' });
		return pace;
	}

	/** Starts training to the budget (then: as many steps again), or for `count` updates. */
	async train(count?: number): Promise<void> {
		await this.pause();
		const trainer = this.#loaded?.trainer;
		if (trainer === undefined) return;
		this.#feed.settled.unsettle();
		const end = budgetEnd(trainer.step, this.built.spec.steps);
		const until = count === undefined ? end : trainer.step + count;
		this.#isStopping = false;
		this.#feed.rate.reset();
		this.#isTraining = true;
		this.#running = this.#loop(until).finally(() => {
			this.#isTraining = false;
		});
	}

	/** Stops after the bursts in flight. */
	async pause(): Promise<void> {
		this.#isStopping = true;
		await this.#running;
		this.#running = undefined;
	}

	async close(): Promise<void> {
		await this.pause();
		await this.#feed.dispose();
		this.#loaded?.session.dispose();
		this.#loaded = undefined;
	}

	/** Changes a live parameter from the next update on, also while a device is being replaced. */
	setLive(key: string, value: number): void {
		const trainer = this.#loaded?.trainer;
		const from = trainer?.live[key];
		if (trainer === undefined || from === undefined) {
			throw new LabError('internal', `${key}: the run is not loaded`);
		}
		if (from === value) return;
		const step = trainer.setLive(key, value);
		this.#feed.add({ kind: 'hyperparameter', step, key, from, to: value });
		this.#feed.publish();
	}

	/** Finds markers and key frequencies again. @throws LabError `bad-parameter`, unchanged */
	setAnalysis(analysis: Analysis): void {
		this.#feed.setAnalysis(this.#loaded?.trainer.step ?? 0, analysis);
		this.#loaded?.trainer.setKeyFrequencies(analysis.keyFrequencies);
		this.#feed.publish();
		this.#feed.settled.resettle();
	}

	/** Looks into the mechanism. @throws LabError as `LookBack.view` does */
	view(question: ViewQuestion): Promise<ViewAnswer> {
		return this.#feed.view(question);
	}

	/** Weights by name. */
	async weights() {
		const { session } = this.#loaded ?? {};
		if (session === undefined) throw new LabError('internal', 'the run is not loaded');
		return weightsOf(this.built, session);
	}

	/** In parts, with messages let in between: with a large p on a slow device it takes minutes. */
	#evaluate(trainer: Trainer): Promise<void> {
		const stage = `Evaluating step ${String(trainer.step)}, kernel`;
		return trainer.evaluateNow(this.#feed.append.bind(this.#feed), (done, total) => {
			this.#port.status({ state: 'preparing', stage, done, total });
			return this.#host.yield();
		});
	}

	async #load(state: TrainerState | undefined): Promise<Loaded> {
		const session = await this.#device.open(this.built.plan, (done, total) => {
			this.#port.status({ state: 'preparing', stage: 'Compiling kernels', done, total });
		});
		const trainer = new Trainer(this.built, session, this.#host, this.#schedule);
		trainer.setKeyFrequencies(this.#feed.analysis.keyFrequencies);
		if (state !== undefined) trainer.restore(state);
		return { session, trainer };
	}

	async #loop(until: number): Promise<void> {
		this.#port.status({ state: 'training' });
		for (;;) {
			try {
				const step = await this.#trainOnce(until);
				// Only the step decides, since the user may pause exactly at the end of the budget.
				if (isBudgetEnd(step, this.built.spec.steps)) this.#endBudget();
				else this.#port.status({ state: 'paused', reason: 'user' });
				return;
			} catch (thrown) {
				const error = toPlainError(thrown);
				const unrecovered = error.code === 'device-lost' ? await this.#recover(error) : error;
				if (unrecovered === undefined) continue;
				this.#fail(unrecovered);
				return;
			}
		}
	}

	#endBudget(): void {
		this.#port.status({ state: 'paused', reason: 'budget' });
		void this.#feed.settled.settle();
	}

	/** @returns the step after training */
	async #trainOnce(until: number): Promise<number> {
		const trainer = this.#loaded?.trainer;
		if (trainer === undefined) throw new LabError('internal', 'the run is not loaded');
		await trainer.train({
			until,
			shouldStop: () => this.#isStopping,
			onBurst: this.#feed.append.bind(this.#feed),
			onState: this.#keep.bind(this),
			snapshots: this.#feed.weights
		});
		this.#keepLast(await trainer.state());
		return trainer.step;
	}

	/** Keeps the state that a run stops at: its weights can be gone back to as well. */
	#keepLast(state: TrainerState): void {
		this.#keep(state);
		this.#feed.keepWeights(state);
	}

	/** Replaces a lost device, goes back to the last good checkpoint. @returns why it failed */
	async #recover(lost: PlainError): Promise<PlainError | undefined> {
		const lostAt = this.#loaded?.trainer.step ?? 0;
		let error = lost;
		while (this.#recoveries < MAX_RECOVERIES) {
			this.#recoveries++;
			const attempt = this.#recoveries;
			this.#port.status({ state: 'recovering', attempt, step: lostAt });
			await this.#host.wait(RECOVERY_WAIT_MS * attempt);
			try {
				this.#device = await this.#devices.replace(this.#device);
				await this.#resume(lostAt, attempt);
				return undefined;
			} catch (thrown) {
				// The new device may be lost too, or not there yet: the next attempt waits longer.
				error = toPlainError(thrown);
			}
		}
		return error;
	}

	/** Loads the last good checkpoint on the present device, and cuts the series back to it. */
	async #resume(lostAt: number, attempt: number): Promise<void> {
		const state = this.#lastGood;
		const resumedFrom = state?.step ?? 0;
		this.#loaded = await this.#load(
			state === undefined ? undefined : { ...state, evaluatedUpTo: resumedFrom - 1 }
		);
		this.#feed.truncate(resumedFrom);
		this.#feed.add({ kind: 'device-lost', step: lostAt, resumedFrom, attempt });
		this.#feed.publish();
		this.#feed.rate.reset();
		this.#port.status({ state: 'training' });
	}

	#fail(error: PlainError): void {
		this.#port.status({ state: 'failed', error, step: this.#loaded?.trainer.step ?? 0 });
	}

	/** Keeps a good state outside the GPU, here and (as a copy) with the page. */
	#keep(state: TrainerState): void {
		if (!isFiniteState(state, this.built.spec.replicas.length)) return;
		this.#lastGood = state;
		this.#recoveries = 0;
		this.#feed.keep(state);
	}
}
