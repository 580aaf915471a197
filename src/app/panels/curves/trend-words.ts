import type { AxisKind } from '../../charts/lines/edge-runs.ts';
import { formatCount } from '../../state/format.ts';
import { lastIndexAtOrBelow } from '../../state/run/sorted-search.ts';
import { readingText } from '../explain/reading-words.ts';
import { trendLegs, type TrendLeg, type TrendLine } from './trend-legs.ts';

/** Further lines are only counted. */
const MOST_LINES = 4;
/** A plateau is mentioned if it covers this share of the steps of its leg. */
const PLATEAU = 0.3;
/** Rows of a table of values. */
const MOST_ROWS = 16;

interface TrendOptions {
	readonly axis: AxisKind;
	/** A line of the chart, such as chance. */
	readonly reference?: { readonly value: number; readonly name: string } | undefined;
}

/** Values of lines at some steps, as texts. */
export interface ValueTable {
	readonly head: readonly string[];
	readonly rows: readonly (readonly string[])[];
}

/** The course of a chart in words, computed when it is called. */
export interface ChartWords {
	/** One sentence. */
	readonly trend: () => string;
	readonly table: () => ValueTable;
}

/**
 * First step of a leg at which the line is on the other side of the reference. Lines that begin
 * beside it, such as the loss beside chance, do not cross it.
 */
function crossing(line: TrendLine, leg: TrendLeg, level: number): number | undefined {
	if (leg.direction === 'stays') return undefined;
	const isBeyond = (value: number) => (leg.direction === 'falls' ? value < level : value > level);
	if (isBeyond(leg.from.value) || !isBeyond(leg.to.value)) return undefined;
	for (let i = 0; i < line.length; i += 1) {
		const step = line.steps[i] ?? Number.NaN;
		if (step <= leg.from.step || !isBeyond(line.values[i] ?? Number.NaN)) continue;
		return step > leg.leaves.step ? step : undefined;
	}
	return undefined;
}

/** The legs of a line as one clause. */
function clause(line: TrendLine, { axis, reference }: TrendOptions): string {
	const legs = trendLegs(line, axis);
	const last = legs.at(-1);
	if (last === undefined) return `${line.name} has no values yet`;
	const text = (value: number) => readingText(value, axis);
	if (last.direction === 'stays') return `${line.name} stays at about ${text(last.to.value)}`;
	const parts = legs.flatMap((leg, i) => {
		const plateau = PLATEAU * (leg.to.step - leg.from.step);
		const isPlateau = leg.leaves.step - leg.from.step > plateau;
		const isReached = i === legs.length - 1 && leg.to.step - leg.arrives.step > plateau;
		const over = reference === undefined ? undefined : crossing(line, leg, reference.value);
		const to = isReached ? leg.arrives : leg.to;
		const side = leg.direction === 'falls' ? 'below' : 'above';
		return [
			...(isPlateau
				? [`stays near ${text(leg.from.value)} until step ${formatCount(leg.leaves.step)}`]
				: []),
			`${leg.direction}${i === 0 && !isPlateau ? ` from ${text(leg.from.value)}` : ''} to ` +
				`${text(to.value)} by step ${formatCount(to.step)}` +
				(over === undefined
					? ''
					: ` (${side} ${reference?.name ?? ''} from step ${formatCount(over)})`)
		];
	});
	const end = parts.at(-1) ?? '';
	const early = parts.slice(0, -1);
	return `${line.name} ${early.length === 0 ? end : `${early.join(', ')}, then ${end}`}`;
}

/** The course of all lines of a chart in one sentence. */
export function trendSentence(
	title: string,
	lines: readonly TrendLine[],
	options: TrendOptions
): string {
	const drawn = lines.filter(({ length }) => length > 0);
	if (drawn.length === 0) return `${title}: no values yet.`;
	const clauses = drawn.slice(0, MOST_LINES).map((line) => clause(line, options));
	const further = drawn.length - clauses.length;
	const rest =
		further === 0 ? '' : `; the table has ${String(further)} more line${further === 1 ? '' : 's'}`;
	return `${title}: ${clauses.join('; ')}${rest}.`;
}

/** Steps for a table: evenly spread over a logarithmic axis, from the first to the last. */
export function tableSteps({ steps, length }: TrendLine): readonly number[] {
	const [first, last] = [steps[0], steps[length - 1]];
	if (length === 0 || first === undefined || last === undefined) return [];
	if (length <= MOST_ROWS) return [...steps.subarray(0, length)];
	const [low, high] = [Math.log1p(first), Math.log1p(last)];
	const chosen = Array.from({ length: MOST_ROWS }, (_, i) => {
		const wanted = Math.expm1(low + ((high - low) * i) / (MOST_ROWS - 1));
		// Rounding must not miss the last step.
		return steps[Math.max(0, lastIndexAtOrBelow(steps, length, wanted + 1e-6))] ?? first;
	});
	return [...new Set(chosen)];
}

/** The values of a chart at up to 16 steps: those of each line at or before the step. */
function valueTable(lines: readonly TrendLine[], axis: AxisKind): ValueTable {
	const drawn = lines.filter(({ length }) => length > 0);
	// The line with the fewest steps has a value of its own at each of them.
	const sparsest = drawn.toSorted((a, b) => a.length - b.length)[0];
	const valueAt = ({ steps, values, length }: TrendLine, step: number) => {
		const i = lastIndexAtOrBelow(steps, length, step);
		return readingText(i < 0 ? Number.NaN : (values[i] ?? Number.NaN), axis);
	};
	return {
		head: ['step', ...drawn.map(({ name }) => name)],
		rows: (sparsest === undefined ? [] : tableSteps(sparsest)).map((step) => [
			formatCount(step),
			...drawn.map((line) => valueAt(line, step))
		])
	};
}

interface Series {
	readonly shown: readonly Omit<TrendLine, 'name'>[];
	/** Names of the lines. */
	readonly readings: readonly { readonly name: string }[];
	readonly axis: AxisKind;
	readonly reference: { readonly value: number; readonly term: string } | undefined;
}

/** The course of a chart of lines in words. */
export function seriesValues(title: string, series: Series): ChartWords {
	const { axis, reference } = series;
	const lines = series.shown.map((line, i) => ({ ...line, name: series.readings[i]?.name ?? '' }));
	const options = { axis, reference: reference && { ...reference, name: reference.term } };
	return {
		trend: () => trendSentence(title, lines, options),
		table: () => valueTable(lines, axis)
	};
}
