import type { NumericArray } from '../core/tensor.ts';
import { isEvaluated, stepsToNextEvaluation } from './evaluation-grid.ts';

/** Between two snapshots early in a run the step grows by this factor, later by a fixed number of steps. */
const GROWTH = 0.08;
/** Snapshots that the fixed spacing gives over the budget. */
const LINEAR_COUNT = 100;
/** Beyond so many every other of the later ones is dropped. */
const MOST_SNAPSHOTS = 200;
/** So many are kept however large they are: the first, one between and the newest. */
const FEWEST_SNAPSHOTS = 3;

/** Which steps' weights are kept: evaluated steps on a grid that is logarithmic at first, then linear. */
export interface SnapshotGrid {
	/** Budget of updates of the run. */
	readonly budget: number;
	readonly evaluateEvery: number | undefined;
	/** What all weights together may take; without it only their number is limited. */
	readonly maxBytes?: number;
}

/** Weights of one step. */
export interface Snapshot {
	readonly step: number;
	/** Flat [P]. */
	readonly weights: NumericArray;
}

/** Weights of a run at some of its steps, thinned in place as it grows; those of one run are all of one size. */
export class SnapshotStore {
	readonly #grid: SnapshotGrid;
	#spacing: number;
	#growth = GROWTH;
	#snapshots: Snapshot[] = [];

	constructor(grid: SnapshotGrid) {
		this.#grid = grid;
		this.#spacing = Math.max(1, Math.round(grid.budget / LINEAR_COUNT));
	}

	/** Ascending. */
	get all(): readonly Snapshot[] {
		return this.#snapshots;
	}

	get steps(): readonly number[] {
		return this.#snapshots.map(({ step }) => step);
	}

	/** Bytes that the weights take. */
	get bytes(): number {
		return this.#snapshots.reduce((sum, { weights }) => sum + weights.byteLength, 0);
	}

	/** The next step at which weights are wanted, after `step`. */
	nextAfter(step: number): number {
		const last = this.#snapshots.at(-1)?.step ?? -1;
		const wanted = Math.max(step + 1, last + this.#gapAfter(last));
		const { evaluateEvery } = this.#grid;
		return isEvaluated(wanted, evaluateEvery)
			? wanted
			: wanted + stepsToNextEvaluation(wanted, evaluateEvery);
	}

	/** Keeps weights of a step after all that are kept. */
	add(step: number, weights: NumericArray): void {
		this.#snapshots.push({ step, weights });
		const most = this.#mostOf(weights.byteLength);
		for (let round = 0; this.#snapshots.length > most; round++) {
			this.#spacing *= 2;
			// Where the number alone is too large, the later ones are: the early ones, close together, stay.
			if (most < MOST_SNAPSHOTS || round > 0) this.#growth *= 2;
			this.#thin();
		}
	}

	/** Forgets weights of later steps. */
	truncate(step: number): void {
		this.#snapshots = this.#snapshots.filter((snapshot) => snapshot.step <= step);
	}

	/** The newest weights of this step or earlier; the oldest there are when all are later. */
	nearest(step: number): Snapshot | undefined {
		return this.#snapshots.findLast((snapshot) => snapshot.step <= step) ?? this.#snapshots[0];
	}

	#gapAfter(step: number): number {
		return Math.max(1, Math.min(Math.floor(step * this.#growth), this.#spacing));
	}

	/** How many weights of this size may be kept. */
	#mostOf(sizeBytes: number): number {
		const { maxBytes = Infinity } = this.#grid;
		const fitting = Math.floor(maxBytes / Math.max(1, sizeBytes));
		return Math.max(FEWEST_SNAPSHOTS, Math.min(MOST_SNAPSHOTS, fitting));
	}

	#thin(): void {
		const newest = this.#snapshots.at(-1);
		const kept: Snapshot[] = [];
		for (const snapshot of this.#snapshots) {
			const last = kept.at(-1)?.step ?? -1;
			if (snapshot === newest || snapshot.step - last >= this.#gapAfter(last)) kept.push(snapshot);
		}
		this.#snapshots = kept;
	}
}
