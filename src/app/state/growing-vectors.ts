import { firstIndexAtOrAbove, lastIndexAtOrBelow } from './sorted-search.ts';

/** One value per frequency at a step, entry i for frequency i + 1. */
export interface VectorAt {
	readonly step: number;
	readonly values: Float64Array;
}

/** Vectors of several ids over the same ascending steps. Not reactive: whoever changes it moves a version. */
export class GrowingVectors {
	#steps: Float64Array = new Float64Array(0);
	#rows = new Map<string, (Float64Array | undefined)[]>();

	get length(): number {
		return this.#steps.length;
	}

	/** Steps, ascending. */
	get steps(): Float64Array {
		return this.#steps;
	}

	/** The vectors of an id, entry i at step i; undefined where none came. Empty for an unknown id. */
	rows(id: string): readonly (Float64Array | undefined)[] {
		return this.#rows.get(id) ?? [];
	}

	/** One frequency of an id over all steps; NaN where there is none. */
	column(id: string, frequency: number): Float64Array {
		const rows = this.rows(id);
		return Float64Array.from(this.#steps, (_, i) => rows[i]?.[frequency - 1] ?? Number.NaN);
	}

	/** The vector of an id nearest at or below a step; undefined when there is none. */
	at(id: string, step: number): VectorAt | undefined {
		const rows = this.rows(id);
		for (let i = lastIndexAtOrBelow(this.#steps, this.length, step); i >= 0; i -= 1) {
			const values = rows[i];
			if (values !== undefined) return { step: this.#steps[i] ?? 0, values };
		}
		return undefined;
	}

	/** Appends entries. Entries at or after the first new step are replaced: a resumed run repeats some steps. */
	append(
		steps: Float64Array,
		vectors: Readonly<Record<string, readonly (Float64Array | undefined)[]>>
	): void {
		const first = steps[0];
		if (first === undefined) return;
		this.keepBelow(first);
		const start = this.length;
		const all = new Float64Array(start + steps.length);
		all.set(this.#steps);
		all.set(steps, start);
		this.#steps = all;
		for (const [id, rows] of Object.entries(vectors)) {
			const known = this.#rows.get(id) ?? [];
			this.#rows.set(id, known);
			rows.forEach((row, i) => {
				known[start + i] = row;
			});
		}
	}

	/** Drops all entries whose step is `step` or later. */
	keepBelow(step: number): void {
		const kept = firstIndexAtOrAbove(this.#steps, this.length, step);
		if (kept === this.length) return;
		this.#steps = this.#steps.slice(0, kept);
		for (const rows of this.#rows.values()) rows.length = Math.min(rows.length, kept);
	}

	clear(): void {
		this.#steps = new Float64Array(0);
		this.#rows.clear();
	}
}
