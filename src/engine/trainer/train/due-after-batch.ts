import type { NumericArray } from '../../core/tensor.ts';
import { isFiniteState, type TrainerState } from './trainer-state.ts';

/** Takes the weights of some steps on the way. */
export interface SnapshotTaker {
	/** The next step wanted after this one. */
	nextAfter(step: number): number;
	/** Weights of that step are on their way. Where there is none, training waits for them. */
	reserve?(step: number): void;
	/** @param weights flat, all replicas */
	add(step: number, weights: NumericArray): void;
}

/** Who gets the states that training passes. */
export interface StateOptions {
	/** Called after a batch when a checkpoint is due. */
	readonly onState?: (state: TrainerState) => void;
	readonly stateEveryMs?: number;
	/** Whose steps' weights are wanted: batches end there. */
	readonly snapshots?: SnapshotTaker;
}

const STATE_EVERY_MS = 2000;
/** A run that was just started has something to go on from soon. */
const FIRST_STATE_MS = 500;

/** What is done after a batch with the state that training has then: snapshots and checkpoints. */
export class DueAfterBatch {
	readonly #options: StateOptions;
	readonly #replicas: number;
	readonly #now: () => number;
	readonly #everyMs: number;
	#stateDueMs: number;

	constructor(options: StateOptions, replicas: number, now: () => number) {
		this.#options = options;
		this.#replicas = replicas;
		this.#now = now;
		this.#everyMs = options.stateEveryMs ?? STATE_EVERY_MS;
		this.#stateDueMs = now() + Math.min(this.#everyMs, FIRST_STATE_MS);
	}

	/** The next step whose weights are wanted: a batch must end there. */
	nextSnapshot(step: number): number {
		return this.#options.snapshots?.nextAfter(step) ?? Infinity;
	}

	/** Reserves the place of weights on their way. @returns whether the taker can do that */
	reserveSnapshot(step: number): boolean {
		const { snapshots } = this.#options;
		snapshots?.reserve?.(step);
		return snapshots?.reserve !== undefined;
	}

	/** Those that take the state after a batch that ends at this step; mostly none. */
	usersOfState(wanted: number, step: number): readonly ((state: TrainerState) => void)[] {
		const { snapshots, onState } = this.#options;
		const users: ((state: TrainerState) => void)[] = [];
		if (step === wanted) {
			users.push(({ buffers: { parameters } }) => {
				if (parameters !== undefined) snapshots?.add(step, parameters);
			});
		}
		const nowMs = this.#now();
		if (nowMs >= this.#stateDueMs) {
			this.#stateDueMs = nowMs + this.#everyMs;
			users.push((state) => {
				if (isFiniteState(state, this.#replicas)) onState?.(state);
			});
		}
		return users;
	}
}
