import { MOST_EVALUATIONS, rowsToKeep } from '../../../engine/core/thin-rows.ts';
import { firstIndexAtOrAbove, lastIndexAtOrBelow } from './sorted-search.ts';

/** One value per frequency at a step, entry i for frequency i + 1. */
export interface VectorAt {
	readonly step: number;
	readonly values: Float64Array;
}

type Vectors = Readonly<Record<string, readonly (Float64Array | undefined)[]>>;

/** Memory for all vectors; at p = 113 some 10 000 evaluations. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Approximate overhead of an array in bytes. */
const ARRAY_BYTES = 160;
const FEWEST_ROWS = 64;

/**
 * Vectors of several ids over the same ascending steps, the older ones thinned. Not reactive: code
 * that changes it must increase a version.
 */
export class GrowingVectors {
	#isThinned = false;
	#steps: Float64Array = new Float64Array(0);
	#rows = new Map<string, (Float64Array | undefined)[]>();

	get length(): number {
		return this.#steps.length;
	}

	/** Whether evaluations were dropped to make room for later ones. */
	get isThinned(): boolean {
		return this.#isThinned;
	}

	/** Ids with at least one vector. */
	get ids(): readonly string[] {
		return [...this.#rows].filter(([, rows]) => rows.length > 0).map(([id]) => id);
	}

	/** Steps, ascending. */
	get steps(): Float64Array {
		return this.#steps;
	}

	/**
	 * The vectors of an id, entry i for step i; undefined where there is none. Empty for an unknown
	 * id.
	 */
	rows(id: string): readonly (Float64Array | undefined)[] {
		return this.#rows.get(id) ?? [];
	}

	/** One frequency of an id over all steps; NaN where there is none. */
	column(id: string, frequency: number): Float64Array {
		const rows = this.rows(id);
		return Float64Array.from(this.#steps, (_, i) => rows[i]?.[frequency - 1] ?? Number.NaN);
	}

	/** The sum of several frequencies of an id over all steps; NaN where there is none. */
	sum(id: string, frequencies: readonly number[]): Float64Array {
		const rows = this.rows(id);
		return Float64Array.from(this.#steps, (_, i) =>
			frequencies.reduce((total, k) => total + (rows[i]?.[k - 1] ?? Number.NaN), 0)
		);
	}

	/** The vector of an id at a step, or the nearest one before it; undefined if there is none. */
	at(id: string, step: number): VectorAt | undefined {
		const rows = this.rows(id);
		for (let i = lastIndexAtOrBelow(this.#steps, this.length, step); i >= 0; i -= 1) {
			const values = rows[i];
			if (values !== undefined) return { step: this.#steps[i] ?? 0, values };
		}
		return undefined;
	}

	/**
	 * Appends entries. Existing entries from the first new step on are replaced, because a resumed
	 * run repeats steps.
	 */
	append(steps: Float64Array, vectors: Vectors): void {
		const first = steps[0];
		if (first === undefined) return;
		this.keepBelow(first);
		const most = mostRows(vectors);
		for (let from = 0; from < steps.length;) {
			if (this.length >= most) this.#thin(Math.floor(most / 2));
			const to = Math.min(steps.length, from + most - this.length);
			this.#push(steps, vectors, from, to);
			from = to;
		}
	}

	/** Drops all entries whose step is `step` or later. */
	keepBelow(step: number): void {
		const kept = firstIndexAtOrAbove(this.#steps, this.length, step);
		if (kept === this.length) return;
		this.#steps = this.#steps.slice(0, kept);
		for (const rows of this.#rows.values()) rows.length = Math.min(rows.length, kept);
	}

	#push(steps: Float64Array, vectors: Vectors, from: number, to: number): void {
		const start = this.length;
		const all = new Float64Array(start + to - from);
		all.set(this.#steps);
		all.set(steps.subarray(from, to), start);
		this.#steps = all;
		for (const [id, rows] of Object.entries(vectors)) {
			const known = this.#rows.get(id) ?? [];
			this.#rows.set(id, known);
			rows.slice(from, to).forEach((row, i) => {
				known[start + i] = row;
			});
		}
	}

	#thin(most: number): void {
		const kept = rowsToKeep({ steps: this.#steps, count: this.length, most });
		this.#steps = Float64Array.from(kept, (i) => this.#steps[i] ?? Number.NaN);
		for (const [id, rows] of this.#rows) {
			this.#rows.set(
				id,
				kept.map((i) => rows[i])
			);
		}
		this.#isThinned = true;
	}
}

/** How many rows of this size may be kept. */
function mostRows(vectors: Vectors): number {
	const bytes = Object.values(vectors).reduce(
		(sum, [row]) => sum + (row === undefined ? 0 : row.byteLength + ARRAY_BYTES),
		0
	);
	const fitting = Math.floor(MOST_BYTES / Math.max(1, bytes));
	return Math.max(FEWEST_ROWS, Math.min(MOST_EVALUATIONS, fitting));
}
