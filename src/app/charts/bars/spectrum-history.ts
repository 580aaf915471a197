/** Spectra over time. */
export interface SpectrumHistory {
	/** Steps, ascending. */
	readonly steps: Float64Array;
	/**
	 * Power per frequency at each step, entry i for frequency i + 1; undefined without a spectrum.
	 */
	readonly rows: readonly (Float64Array | undefined)[];
}

/** A picture of frequencies by pixel columns. */
export interface HistoryImage {
	readonly bins: number;
	readonly columns: number;
	/** [bins, columns], frequency 1 first, from 0 to 1; NaN without data. */
	readonly values: Float32Array;
	/** Columns whose total power is 0 or not finite. */
	readonly broken: readonly number[];
}

/** Equal shares are drawn at a third of the scale, unless a stronger frequency needs more room. */
const EVEN_PLACE = 3;

/** The latest spectrum at each pixel column. */
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

/** Writes the square roots of the shares of power; of the frequencies in a bin, the strongest. */
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
		// If the total power is 0 or not finite, there are no shares: NaN is drawn as empty.
		const norm = Number.isFinite(total) ? Math.sqrt(strongest / total) : Number.NaN;
		image.values[bin * image.columns + column] = norm;
		if (norm > largest) largest = norm;
	}
	return largest;
}

/**
 * The history as a picture. Each column shows the latest spectrum at its step, as square roots of
 * the shares of power.
 * @param stepsAt step of each pixel column, ascending
 * @param maxBins largest number of rows; with more frequencies a row shows the strongest of its
 * neighbours
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
