import type { NumericArray } from '../../core/tensor.ts';
import { isEvaluated, stepsToNextEvaluation } from '../evaluation/evaluation-grid.ts';

/**
 * Between two snapshots early in a run the step grows by this factor, later by a fixed number of
 * steps.
 */
const GROWTH = 0.08;
/** Snapshots that the fixed spacing gives over the budget. */
const LINEAR_COUNT = 100;
/** With more snapshots than this, every other one of the later ones is dropped. */
const MOST_SNAPSHOTS = 200;
/** This many are kept whatever their size: the first, one in between and the newest. */
const FEWEST_SNAPSHOTS = 3;

/**
 * Which steps' weights are kept: evaluated steps on a grid that is logarithmic at first, then
 * linear.
 */
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

/** A place on the grid: its weights may still be on their way from the device. */
interface Place {
	readonly step: number;
	weights: NumericArray | undefined;
}

/**
 * Weights of a run at some of its steps, thinned in place as it grows; those of one run are all of
 * one size.
 */
export class SnapshotStore {
	readonly #grid: SnapshotGrid;
	#spacing: number;
	#growth = GROWTH;
	#places: Place[] = [];
	/** Of the weights of one step, as the last that came. */
	#sizeBytes = 0;

	constructor(grid: SnapshotGrid) {
		this.#grid = grid;
		this.#spacing = Math.max(1, Math.round(grid.budget / LINEAR_COUNT));
	}

	/** Ascending. */
	get all(): readonly Snapshot[] {
		return this.#places.flatMap(({ step, weights }) =>
			weights === undefined ? [] : [{ step, weights }]
		);
	}

	get steps(): readonly number[] {
		return this.all.map(({ step }) => step);
	}

	/** Bytes that the weights take. */
	get bytes(): number {
		return this.all.reduce((sum, { weights }) => sum + weights.byteLength, 0);
	}

	/** The next step after `step` whose weights are kept. */
	nextAfter(step: number): number {
		const last = this.#last;
		const wanted = Math.max(step + 1, last + this.#gapAfter(last));
		const { evaluateEvery } = this.#grid;
		return isEvaluated(wanted, evaluateEvery)
			? wanted
			: wanted + stepsToNextEvaluation(wanted, evaluateEvery);
	}

	/**
	 * Reserves a place for weights of a later step that are still being read: the grid counts it.
	 */
	reserve(step: number): void {
		this.#places.push({ step, weights: undefined });
		this.#bound();
	}

	/** Keeps weights of a step that was reserved, or is after all that are kept. */
	add(step: number, weights: NumericArray): void {
		this.#sizeBytes = weights.byteLength;
		const reserved = this.#places.find((place) => place.step === step);
		if (reserved !== undefined) {
			reserved.weights = weights;
			return;
		}
		// A later step was kept in the meantime.
		if (step <= this.#last) return;
		this.#places.push({ step, weights });
		this.#bound();
	}

	/** Drops weights of later steps, and reserved places without weights. */
	truncate(step: number): void {
		this.#places = this.#places.filter(
			(place) => place.step <= step && place.weights !== undefined
		);
	}

	/** The newest weights of this step or earlier; the oldest of all if there are none. */
	nearest(step: number): Snapshot | undefined {
		const { all } = this;
		return all.findLast((snapshot) => snapshot.step <= step) ?? all[0];
	}

	get #last(): number {
		return this.#places.at(-1)?.step ?? -1;
	}

	#bound(): void {
		const most = this.#mostOf(this.#sizeBytes);
		for (let round = 0; this.#places.length > most; round++) {
			this.#spacing *= 2;
			// If only the number is too large, just the later ones are thinned at first. The early
			// ones stay close together.
			if (most < MOST_SNAPSHOTS || round > 0) this.#growth *= 2;
			this.#thin();
		}
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
		const newest = this.#places.at(-1);
		const kept: Place[] = [];
		for (const place of this.#places) {
			const last = kept.at(-1)?.step ?? -1;
			if (place === newest || place.step - last >= this.#gapAfter(last)) kept.push(place);
		}
		this.#places = kept;
	}
}
