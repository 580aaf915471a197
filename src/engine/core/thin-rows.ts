/**
 * Largest number of evaluations kept of a run. More than a chart can show, and more than nearly all
 * runs have.
 */
export const MOST_EVALUATIONS = 20_000;

const ROWS_PER_BIN = 2;

/** A long series, and how many of its rows to keep. */
export interface ThinRowsOptions {
	/** Step of each row, ascending. */
	readonly steps: ArrayLike<number>;
	/** Number of rows. */
	readonly count: number;
	/** Largest number of rows to keep, not counting those of `protectedSteps`; at least 6. */
	readonly most: number;
	/**
	 * If given, each bin keeps the rows of its smallest and largest value, so that spikes remain
	 * visible.
	 */
	readonly values?: ArrayLike<number> | undefined;
	/** Rows of these steps are always kept. */
	readonly protectedSteps?: ReadonlySet<number>;
}

type BinOf = (step: number) => number;

/**
 * Indices of the rows to keep, ascending. Half of the bins are even on a logarithmic axis of steps,
 * half on a linear one. Each keeps two rows, those of its smallest and largest value (without
 * values, its first and last). The first and the last row of all stay.
 */
export function rowsToKeep(options: ThinRowsOptions): readonly number[] {
	const { steps, count, most, values, protectedSteps } = options;
	if (count <= most) return Array.from({ length: count }, (_, i) => i);
	const last = steps[count - 1] ?? 0;
	const bins = Math.floor((most - 2) / (2 * ROWS_PER_BIN));
	const kept = new Set([0, count - 1]);
	const logarithmic: BinOf = (step) => Math.floor((Math.log1p(step) / Math.log1p(last)) * bins);
	const linear: BinOf = (step) => Math.floor((step / last) * bins);
	for (const binOf of [logarithmic, linear]) {
		keepOfBins({ steps, count: count - 1, values, binOf }, (i) => kept.add(i));
	}
	if (protectedSteps !== undefined && protectedSteps.size > 0) {
		for (let i = 0; i < count; i++) if (protectedSteps.has(steps[i] ?? NaN)) kept.add(i);
	}
	return [...kept].sort((a, b) => a - b);
}

interface Binned {
	readonly steps: ArrayLike<number>;
	readonly count: number;
	readonly values: ArrayLike<number> | undefined;
	readonly binOf: BinOf;
}

function keepOfBins({ steps, count, values, binOf }: Binned, keep: (index: number) => void): void {
	const valueOf = (i: number) => (values === undefined ? i : (values[i] ?? NaN));
	for (let from = 0; from < count;) {
		const bin = binOf(steps[from] ?? 0);
		let [smallest, largest] = [from, from];
		let to = from + 1;
		for (; to < count && binOf(steps[to] ?? 0) === bin; to++) {
			const value = valueOf(to);
			if (Number.isNaN(value)) continue;
			// Written with `!`, so that any number replaces NaN.
			if (!(valueOf(smallest) <= value)) smallest = to;
			if (!(valueOf(largest) >= value)) largest = to;
		}
		keep(smallest);
		keep(largest);
		from = to;
	}
}
