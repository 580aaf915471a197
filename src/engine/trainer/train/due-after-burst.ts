import type { NumericArray } from '../../core/tensor.ts';
import { isFiniteState, type TrainerState } from './trainer-state.ts';

/** Takes the weights of some steps on the way. */
export interface SnapshotTaker {
	/** The next step wanted after this one. */
	nextAfter(step: number): number;
	/**
	 * Reserves a place for weights of a step that are still being read. Without this method,
	 * training waits until they are read.
	 */
	reserve?(step: number): void;
	/** @param weights flat, all replicas */
	add(step: number, weights: NumericArray): void;
}

/** What is done with the state after a burst. */
export interface StateOptions {
	/** Called after a burst when a checkpoint is due. */
	readonly onState?: (state: TrainerState) => void;
	readonly stateEveryMs?: number;
	/** Chooses the steps whose weights are kept. Bursts end at these steps. */
	readonly snapshots?: SnapshotTaker;
}

const STATE_EVERY_MS = 2000;
/** The first checkpoint is due early, so that a run that was just started can be resumed. */
const FIRST_STATE_MS = 500;

/** Takes snapshots and checkpoints that are due from the state after a burst. */
export class DueAfterBurst {
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

	/** The next step of which a snapshot is kept: a burst must end there. */
	nextSnapshot(step: number): number {
		return this.#options.snapshots?.nextAfter(step) ?? Infinity;
	}

	/** Reserves a place for weights that are still being read. @returns whether that is possible */
	reserveSnapshot(step: number): boolean {
		const { snapshots } = this.#options;
		snapshots?.reserve?.(step);
		return snapshots?.reserve !== undefined;
	}

	/** Callbacks that take the state after a burst that ends at this step; mostly none. */
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
