import { firstIndexAtOrAbove } from './sorted-search.ts';

const INITIAL_CAPACITY = 1024;

function grown(array: Float64Array, capacity: number): Float64Array {
	const larger = new Float64Array(capacity).fill(Number.NaN);
	larger.set(array);
	return larger;
}

/**
 * Columns over ascending steps, in plain typed arrays that grow by doubling. Read `[0, length)` only.
 * Not reactive: whoever changes it moves a version.
 */
export class GrowingSeries {
	#steps: Float64Array = new Float64Array(INITIAL_CAPACITY);
	#columns = new Map<string, Float64Array>();
	#length = 0;

	get length(): number {
		return this.#length;
	}

	/** Steps, ascending. */
	get steps(): Float64Array {
		return this.#steps;
	}

	get columnNames(): readonly string[] {
		return [...this.#columns.keys()];
	}

	/** A column; undefined before its first value. Entries that never came are NaN. */
	column(name: string): Float64Array | undefined {
		return this.#columns.get(name);
	}

	/** The last value of a column, NaN when there is none. */
	last(name: string): number {
		return this.#columns.get(name)?.[this.#length - 1] ?? Number.NaN;
	}

	/** Appends entries. Entries at or after the first new step are replaced: a resumed run repeats some steps. */
	append(steps: Float64Array, columns: Readonly<Record<string, Float64Array>>): void {
		const first = steps[0];
		if (first === undefined) return;
		this.keepBelow(first);
		const start = this.#length;
		this.#reserve(start + steps.length);
		this.#steps.set(steps, start);
		for (const [name, values] of Object.entries(columns)) {
			const column = this.#columns.get(name) ?? grown(new Float64Array(0), this.#steps.length);
			column.set(values, start);
			this.#columns.set(name, column);
		}
		this.#length = start + steps.length;
	}

	/** Drops all entries whose step is `step` or later. */
	keepBelow(step: number): void {
		const kept = firstIndexAtOrAbove(this.#steps, this.#length, step);
		if (kept === this.#length) return;
		for (const column of this.#columns.values()) column.fill(Number.NaN, kept, this.#length);
		this.#length = kept;
	}

	clear(): void {
		this.#columns.clear();
		this.#length = 0;
	}

	#reserve(needed: number): void {
		if (needed <= this.#steps.length) return;
		const capacity = Math.max(needed, this.#steps.length * 2);
		this.#steps = grown(this.#steps, capacity);
		for (const [name, column] of this.#columns) this.#columns.set(name, grown(column, capacity));
	}
}
