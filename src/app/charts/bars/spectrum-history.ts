/** Spectra over time, as a picture needs them. */
export interface SpectrumHistory {
	/** Steps, ascending. */
	readonly steps: Float64Array;
	/**
	 * Power per frequency at each step, entry i for frequency i + 1; undefined where there is none.
	 */
	readonly rows: readonly (Float64Array | undefined)[];
}

/** Frequencies by pixel columns. */
export interface HistoryImage {
	readonly bins: number;
	readonly columns: number;
	/** [bins, columns], frequency 1 first: from 0 to 1; NaN where there is nothing. */
	readonly values: Float32Array;
	/** Columns of a spectrum that has no shares: its power is nothing, or not finite. */
	readonly broken: readonly number[];
}

/** Equal shares stand at a third of the scale, unless some frequency needs more room above them. */
const EVEN_PLACE = 3;

/** The spectrum in force at each pixel column. */
function spectraAt(
	{ steps, rows }: SpectrumHistory,
	stepsAt: readonly number[]
): readonly (Float64Array | undefined)[] {
	let next = 0;
	let current: Float64Array | undefined;
	return stepsAt.map((step) => {
		while (next < steps.length && (steps[next] ?? Number.POSITIVE_INFINITY) <= step) {
			current = rows[next] ?? current;
			next += 1;
		}
		return current;
	});
}

/**
 * Square roots of the shares of power, neighbours of one bin standing for each other by the
 * strongest.
 */
function writeColumn(
	image: Omit<HistoryImage, 'broken'>,
	column: number,
	power: Float64Array
): number {
	let total = 0;
	for (const value of power) total += value;
	let largest = 0;
	for (let bin = 0; bin < image.bins; bin += 1) {
		const from = Math.floor((bin * power.length) / image.bins);
		const to = Math.max(from + 1, Math.floor(((bin + 1) * power.length) / image.bins));
		let strongest = 0;
		for (let i = from; i < to; i += 1) strongest = Math.max(strongest, power[i] ?? 0);
		// Without power, or where it is not finite, there are no shares: NaN is drawn as nothing
		// there.
		const norm = Number.isFinite(total) ? Math.sqrt(strongest / total) : Number.NaN;
		image.values[bin * image.columns + column] = norm;
		if (norm > largest) largest = norm;
	}
	return largest;
}

/**
 * The history as a picture: every column shows the spectrum nearest at or below its step, as the
 * square roots of the shares of power.
 * @param stepsAt step of each pixel column, ascending
 * @param maxBins rows of the picture at most: with more frequencies the strongest of neighbours is
 * shown
 */
export function historyImage(
	history: SpectrumHistory,
	stepsAt: readonly number[],
	maxBins: number
): HistoryImage {
	const frequencies = history.rows.find((row) => row !== undefined)?.length ?? 0;
	const bins = Math.min(frequencies, maxBins);
	const columns = stepsAt.length;
	const values = new Float32Array(bins * columns).fill(Number.NaN);
	const broken: number[] = [];
	const image = { bins, columns, values, broken };
	let largest = Math.min(1, EVEN_PLACE / Math.sqrt(Math.max(1, frequencies)));
	let last: Float64Array | undefined;
	spectraAt(history, stepsAt).forEach((power, column) => {
		if (power === undefined) return;
		if (power === last) copyColumn(image, column);
		else largest = Math.max(largest, writeColumn(image, column, power));
		last = power;
		if (Number.isNaN(values[column])) broken.push(column);
	});
	values.forEach((value, i) => (values[i] = value / largest));
	return image;
}

function copyColumn({ bins, columns, values }: HistoryImage, column: number): void {
	for (let bin = 0; bin < bins; bin += 1) {
		values[bin * columns + column] = values[bin * columns + column - 1] ?? Number.NaN;
	}
}
