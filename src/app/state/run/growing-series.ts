import { rowsToKeep } from '../../../engine/core/thin-rows.ts';
import { firstIndexAtOrAbove } from './sorted-search.ts';

const INITIAL_CAPACITY = 1024;

function grown(array: Float64Array, capacity: number): Float64Array {
	const larger = new Float64Array(capacity).fill(Number.NaN);
	larger.set(array);
	return larger;
}

/** Limits the length of a series. */
export interface SeriesBound {
	/** Maximum number of entries. When one more comes, the older ones are thinned to half. */
	readonly most: number;
	/** The column whose smallest and largest values are kept. */
	readonly by: string;
}

/**
 * Columns over ascending steps, in plain typed arrays that grow by doubling. Read `[0, length)`
 * only. Not reactive: code that changes it must increase a version.
 */
export class GrowingSeries {
	/** Steps whose entries are never dropped. */
	protectedSteps: ReadonlySet<number> = new Set();
	readonly #bound: SeriesBound | undefined;
	#isThinned = false;
	#steps: Float64Array = new Float64Array(INITIAL_CAPACITY);
	#columns = new Map<string, Float64Array>();
	#length = 0;

	/** @param bound without it the series grows without limit */
	constructor(bound?: SeriesBound) {
		this.#bound = bound;
	}

	get length(): number {
		return this.#length;
	}

	/** Whether entries were dropped to make room for later ones. */
	get isThinned(): boolean {
		return this.#isThinned;
	}

	/** Steps, ascending. */
	get steps(): Float64Array {
		return this.#steps;
	}

	get columnNames(): readonly string[] {
		return [...this.#columns.keys()];
	}

	/** A column; undefined before its first value. Missing entries are NaN. */
	column(name: string): Float64Array | undefined {
		return this.#columns.get(name);
	}

	/** The last value of a column, NaN without one. */
	last(name: string): number {
		return this.#columns.get(name)?.[this.#length - 1] ?? Number.NaN;
	}

	/**
	 * Appends entries. Existing entries from the first new step on are replaced, because a resumed
	 * run repeats steps.
	 */
	append(steps: Float64Array, columns: Readonly<Record<string, Float64Array>>): void {
		const first = steps[0];
		if (first === undefined) return;
		this.keepBelow(first);
		const most = this.#bound?.most ?? Infinity;
		// Entries are thinned as if they came one by one, so the result does not depend on the size
		// of the pieces.
		for (let from = 0; from < steps.length;) {
			if (this.#length >= most) this.#thin();
			const to = Math.min(steps.length, from + most - this.#length);
			this.#push(steps, columns, from, to);
			from = to;
		}
	}

	/** Drops all entries whose step is `step` or later. */
	keepBelow(step: number): void {
		const kept = firstIndexAtOrAbove(this.#steps, this.#length, step);
		if (kept === this.#length) return;
		for (const column of this.#columns.values()) column.fill(Number.NaN, kept, this.#length);
		this.#length = kept;
	}

	#push(
		steps: Float64Array,
		columns: Readonly<Record<string, Float64Array>>,
		from: number,
		to: number
	): void {
		const start = this.#length;
		this.#reserve(start + to - from);
		this.#steps.set(steps.subarray(from, to), start);
		for (const [name, values] of Object.entries(columns)) {
			const column = this.#columns.get(name) ?? grown(new Float64Array(0), this.#steps.length);
			column.set(values.subarray(from, to), start);
			this.#columns.set(name, column);
		}
		this.#length = start + to - from;
	}

	#thin(): void {
		if (this.#bound === undefined) return;
		const { most, by } = this.#bound;
		const kept = rowsToKeep({
			steps: this.#steps,
			count: this.#length,
			most: Math.floor(most / 2),
			values: this.#columns.get(by),
			protectedSteps: this.protectedSteps
		});
		for (const array of [this.#steps, ...this.#columns.values()]) {
			kept.forEach((from, to) => (array[to] = array[from] ?? Number.NaN));
		}
		for (const column of this.#columns.values()) column.fill(Number.NaN, kept.length);
		this.#length = kept.length;
		this.#isThinned = true;
	}

	#reserve(needed: number): void {
		if (needed <= this.#steps.length) return;
		const most = this.#bound?.most ?? Infinity;
		const capacity = Math.max(needed, Math.min(most, this.#steps.length * 2));
		this.#steps = grown(this.#steps, capacity);
		for (const [name, column] of this.#columns) this.#columns.set(name, grown(column, capacity));
	}
}
