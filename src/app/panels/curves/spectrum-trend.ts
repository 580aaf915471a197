import { strongestShare } from '../../charts/bars/spectrum-bars.ts';
import { formatCount, formatPercent } from '../../state/format.ts';
import type { TrendLine } from './trend-legs.ts';
import { tableSteps, trendSentence, type ChartWords } from './trend-words.ts';

const STRONGEST = 5;
/** Frequencies named in a row of the table. */
const NAMED = 3;

/** Power per frequency over steps, entry i of a row for frequency i + 1. */
interface SpectrumHistory {
	readonly steps: Float64Array;
	readonly rows: readonly (Float64Array | undefined)[];
}

/** The share of power of the strongest frequencies as a line. */
function shareLine(history: SpectrumHistory): TrendLine {
	const steps: number[] = [];
	const values: number[] = [];
	history.rows.forEach((row, i) => {
		if (row === undefined) return;
		steps.push(history.steps[i] ?? Number.NaN);
		values.push(strongestShare(row, STRONGEST));
	});
	return {
		name: `share of the ${String(STRONGEST)} strongest frequencies`,
		steps: Float64Array.from(steps),
		values: Float64Array.from(values),
		length: steps.length
	};
}

/** The strongest frequencies of a row with their shares of the power. */
function strongestWords(row: Float64Array): string {
	const total = row.reduce((sum, value) => sum + value, 0);
	return [...row]
		.map((power, i) => ({ k: i + 1, share: power / total }))
		.toSorted((a, b) => b.share - a.share)
		.slice(0, NAMED)
		.map(({ k, share }) => `k = ${String(k)}: ${formatPercent(share)}`)
		.join(', ');
}

/** The course of a spectrum over steps in words: how its power gathers in few frequencies. */
export function spectrumValues(title: string, history: SpectrumHistory): ChartWords {
	const rowAt = (step: number) => history.rows[history.steps.indexOf(step)];
	return {
		trend: () => trendSentence(title, [shareLine(history)], { axis: 'fraction' }),
		table: () => {
			const line = shareLine(history);
			return {
				head: ['step', line.name, 'strongest'],
				rows: tableSteps(line).flatMap((step) => {
					const row = rowAt(step);
					return row === undefined
						? []
						: [
								[
									formatCount(step),
									formatPercent(strongestShare(row, STRONGEST)),
									strongestWords(row)
								]
							];
				})
			};
		}
	};
}
