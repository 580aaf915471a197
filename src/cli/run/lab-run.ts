import type { RunConfig } from '../../config/run-config.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import { LabError } from '../../engine/core/lab-error.ts';
import { liveColumns } from '../../engine/core/metrics-table.ts';
import type { RunEvent } from '../../engine/core/run-events.ts';
import type { Session } from '../../engine/core/session.ts';
import type { BuiltRun } from '../../engine/trainer/build/build-run.ts';
import { Trainer } from '../../engine/trainer/train/trainer.ts';
import type { BurstResult } from '../../engine/trainer/train/burst-reader.ts';
import type { ReplicaFailure, TrainerState } from '../../engine/trainer/train/trainer-state.ts';
import { evaluatedRows } from '../../lab-run/codec/evaluated-rows.ts';
import { columnNames } from '../../lab-run/evaluation-history.ts';
import { RunMeasures } from '../../lab-run/run-measures.ts';
import type { StoredCheckpoint } from '../../lab-run/codec/checkpoint-codec.ts';
import type { RunRecord } from '../../lab-run/run-record.ts';
import type { KeptFiles } from '../folder/check-folder.ts';
import type { Device } from '../device/device.ts';
import { sha256 } from '../folder/digest.ts';
import type { Ending, Interrupt } from './ending.ts';
import { DiskError } from '../arguments/failures.ts';
import { lastGood, type LastGood } from '../folder/last-good.ts';
import { MetricsFile } from '../folder/metrics-file.ts';
import { liveIn, MetricsRows } from '../../lab-run/codec/metrics-rows.ts';
import type { Progress } from './progress.ts';
import { runCard, type CardStatus } from '../../lab-run/run-card.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { RunCheckpoints } from './run-checkpoints.ts';
import { RunWeights } from './run-weights.ts';
import type { SnapshotFiles } from '../folder/snapshot-files.ts';
import { encodeSplits } from '../../lab-run/codec/split-codec.ts';
import { failuresAtEnd, stateProblem } from '../../lab-run/state-problem.ts';

const CHECKPOINT_EVERY_MS = 15_000;

export interface LabRunParts {
	readonly config: RunConfig;
	/** As it was when this process began. */
	readonly record: RunRecord;
	readonly built: BuiltRun;
	readonly session: Session;
	readonly device: Pick<Device, 'kind' | 'threads'>;
	readonly folder: RunFolder;
	readonly progress: Progress;
	/** `performance.now()` when this process began. */
	readonly startMs: number;
}

/** One run with its files. Memory does not grow with the steps: all that grows is on disk. */
export class LabRun {
	readonly trainer: Trainer;
	readonly measures: RunMeasures;
	readonly #parts: LabRunParts;
	readonly #events: RunEvent[] = [];
	readonly #weights: RunWeights;
	readonly #snapshots: SnapshotFiles | undefined;
	readonly #checkpoints: RunCheckpoints;
	#rows: MetricsRows;
	#file: MetricsFile | undefined;
	#trainMs = 0;
	#badStep: number | undefined;
	/** What is wrong with the initial weights. */
	#badStart: LabError | undefined;

	constructor(parts: LabRunParts) {
		const { built, session, record } = parts;
		this.#parts = parts;
		this.measures = new RunMeasures(built, 0);
		this.#rows = new MetricsRows(record.replicas, [], []);
		this.#weights = new RunWeights(parts);
		this.#snapshots = this.#weights.snapshots(() => this.trainer.failures);
		this.#checkpoints = new RunCheckpoints(parts.folder, this.measures, this.#snapshots);
		this.trainer = new Trainer(built, session, {
			now: () => performance.now(),
			yield: () => new Promise((resolve) => setImmediate(resolve))
		});
	}

	/** Evaluates the initial weights and writes all files for the first time. */
	async begin(): Promise<void> {
		const { folder, built, record } = this.#parts;
		const file = new MetricsFile(folder, record.replicas, new Uint8Array(0), 0);
		this.#file = file;
		this.#snapshots?.begin();
		await this.trainer.evaluateNow((result) => {
			this.measures.append(result.evaluations);
			const held = result.evaluations.map(([row]) => row);
			const live = liveColumns(this.trainer.liveByReplica[0] ?? {});
			const { names } = this.measures.history;
			this.#rows = new MetricsRows(record.replicas, names, live, held, built.stepsPerEpoch);
		});
		file.append(this.#rows.header, 0);
		const state = await this.trainer.state();
		const splits = Array.from({ length: record.replicas }, (_, r) => built.split(r));
		const split = encodeSplits(splits, built.shape);
		folder.write(FILES.split, split);
		const files = { [FILES.split]: sha256(split), ...this.#weights.write('init', state) };
		this.#checkpoints.begin(files);
		const problem = this.#problemOf(state);
		// With several replicas, a bad one fails in the first update and the others continue.
		if (record.replicas === 1) this.#badStart = problem;
		if (problem === undefined) {
			this.#snapshots?.add(state.step, state.buffers['parameters'] ?? new Float32Array(0));
			this.#keep(state);
		}
		this.#writeCard('running', state.step, undefined);
	}

	/**
	 * Continues from a checkpoint whose folder was checked: cuts metrics.csv back to its step and
	 * removes snapshots that it does not list.
	 * @throws LabError `bad-checkpoint` before anything is touched, DiskError
	 */
	goOn({ state, digests }: StoredCheckpoint, { kept, files }: KeptFiles): void {
		const { folder, record, built } = this.#parts;
		this.trainer.restore(state);
		const { history } = this.measures;
		const filed = evaluatedRows(kept, columnNames(state.latest));
		this.measures.resume(state, filed);
		const held = history.latest.map((row) => (row.step === state.step ? row : undefined));
		const live = liveIn(kept, this.trainer.liveByReplica);
		const { names } = history;
		this.#rows = new MetricsRows(record.replicas, names, live, held, built.stepsPerEpoch);
		this.#file = new MetricsFile(folder, record.replicas, kept, state.step);
		this.#snapshots?.goOn(state.step, digests?.snapshots);
		this.#checkpoints.goOn(state, files, record.replicas);
		this.#events.push(...state.events, { kind: 'resumed', step: state.step });
	}

	/** Trains, then writes all files, however training ended. @throws DiskError after the card */
	async train(until: number, interrupt: Interrupt): Promise<Ending> {
		try {
			return await this.#trainAndFinish(until, interrupt);
		} catch (error) {
			if (error instanceof DiskError) this.#noteDiskError(error);
			throw error;
		}
	}

	async #trainAndFinish(until: number, interrupt: Interrupt): Promise<Ending> {
		let end: 'done' | 'stopped';
		let state: TrainerState;
		try {
			if (this.#badStart !== undefined) throw this.#badStart;
			end = await this.trainer.train({
				until,
				shouldStop: () => interrupt.aborted,
				stateEveryMs: CHECKPOINT_EVERY_MS,
				...(this.#snapshots === undefined ? {} : { snapshots: this.#snapshots }),
				onBurst: (result, elapsedMs) => {
					this.#onBurst(result, elapsedMs);
				},
				onState: (value) => {
					this.#keep(value);
				}
			});
			state = await this.#endState();
		} catch (error) {
			if (!(error instanceof LabError)) throw error;
			const isBad = error.code === 'non-finite-loss' && this.#badStep !== undefined;
			if (isBad) {
				const good = await this.#lastGood(this.#badStep);
				return this.#finish('non-finite-loss', good, error);
			}
			const { last } = this.#checkpoints;
			return this.#finish('failed', { weights: last, state: last }, error);
		}
		const status = end === 'done' ? 'done' : 'interrupted';
		return this.#finish(status, { weights: state, state }, undefined);
	}

	#problemOf(state: TrainerState): LabError | undefined {
		const problem = stateProblem(state, this.measures.history.latest, this.#replicas);
		if (problem !== undefined) this.#badStep = state.step;
		return problem;
	}

	/** The state after training. @throws LabError `non-finite-loss` if no replica is finite */
	async #endState(): Promise<TrainerState> {
		const state = await this.trainer.state();
		const failures = failuresAtEnd(state, this.measures.history.latest, this.#replicas);
		this.#noteFailures(failures);
		this.trainer.fail(failures);
		const problem = this.#problemOf(state);
		if (failures.length > 0) return await this.trainer.state();
		if (problem !== undefined) throw problem;
		return state;
	}

	#noteFailures(failures: readonly ReplicaFailure[]): void {
		for (const { replica, step } of failures) {
			this.#badStep = Math.max(this.#badStep ?? 0, step);
			if (this.#replicas > 1) this.#events.push({ kind: 'non-finite-loss', step, replica });
		}
	}

	/** Writes the card again, once measures are settled. @throws DiskError */
	rewriteCard({ status, step }: Ending): void {
		this.#writeCard(status, step ?? 0, undefined);
	}

	#onBurst(result: BurstResult, elapsedMs: number): void {
		this.#trainMs += elapsedMs;
		this.#noteFailures(result.failures);
		this.measures.append(result.evaluations);
		const rows = this.#rows.of(result, this.trainer.liveByReplica);
		this.#file?.append(rows, result.step + result.updates);
		this.#parts.progress.burst(result, elapsedMs);
	}

	/** The last state with a finite loss: training from the last checkpoint repeats its bits. */
	async #lastGood(badStep = 0): Promise<LastGood> {
		const from = this.#checkpoints.lastBefore(badStep);
		// With several replicas, the last good step differs from replica to replica.
		if (from === undefined || this.#replicas > 1) return { weights: undefined, state: undefined };
		this.trainer.restore(from);
		await this.trainer.train({
			until: badStep - 1,
			shouldStop: () => false,
			onBurst: () => undefined
		});
		return lastGood(await this.trainer.state(), from);
	}

	/** Writes a checkpoint, if there is a finite state. @throws DiskError */
	#keep(state: TrainerState | undefined): void {
		if (state === undefined || this.#file === undefined) return;
		this.#checkpoints.write(state, this.#file, this.record, this.#events);
	}

	#finish(status: CardStatus, { weights, state }: LastGood, error: unknown): Ending {
		const { progress } = this.#parts;
		progress.end();
		const step = weights?.step ?? this.#badStep ?? 0;
		if (status !== 'done' && status !== 'running') this.#events.push({ kind: status, step });
		this.#file?.end(this.#rows.rest(this.trainer.liveByReplica));
		// A snapshot may have been taken one step later, before that step's loss was known.
		if (status === 'non-finite-loss') this.#snapshots?.truncate(step);
		this.#keep(state);
		if (weights !== undefined) this.#weights.write('final', weights);
		this.#file?.close();
		this.#writeCard(status, step, error);
		return { status, step: weights?.step, error, badStep: this.#badStep };
	}

	/** The files match the last checkpoint: writes that step to the card, if the disk has room. */
	#noteDiskError(error: DiskError): void {
		this.#parts.progress.end();
		const step = this.#checkpoints.last?.step ?? 0;
		this.#events.push({ kind: 'failed', step });
		try {
			this.#writeCard('failed', step, error);
			this.#file?.close();
		} catch (another) {
			// The first error is the one that is reported.
			if (!(another instanceof DiskError)) throw another;
		}
	}

	/** Of the snapshots that the run has, ascending. */
	get snapshotSteps(): readonly number[] {
		return this.#snapshots?.steps ?? [];
	}

	/** Spent on updates and evaluations since this process began. */
	get trainSeconds(): number {
		return this.#trainMs / 1000;
	}

	get #replicas(): number {
		return this.#parts.record.replicas;
	}

	/** The record as it is now. */
	get record(): RunRecord {
		const { record, startMs } = this.#parts;
		return {
			...record,
			wallSeconds: record.wallSeconds + (performance.now() - startMs) / 1000,
			trainSeconds: record.trainSeconds + this.trainSeconds
		};
	}

	#writeCard(status: CardStatus, step: number, error: unknown): void {
		const { folder, config, built, device } = this.#parts;
		const { measures, record } = this;
		const message = error instanceof Error ? error.message : undefined;
		const platform = `${process.platform} ${process.arch}`;
		const { failures } = this.trainer;
		const at = { status, step, failures, error: message, events: this.#events };
		folder.write(FILES.card, runCard({ platform, record, config, built, device, measures, ...at }));
	}
}
