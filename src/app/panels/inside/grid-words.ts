import type { GridPart } from '../../../engine/views/define.ts';
import type { GridCell } from '../../charts/grids/grid-chart.ts';
import { formatSigned } from './part-words.ts';

/** How often each category occurs; empty without categories. */
export const categoryCounts = ({ categories, values }: GridPart): readonly number[] =>
	categories?.map((_, i) => values.reduce((n, value) => n + Number(value === i), 0)) ?? [];

/**
 * A grid in words.
 * @param ends of its colour scale
 * @param broken number of cells whose value is not finite
 */
export function gridSpoken(
	{ title, rows, columns, rowLabel, columnLabel, categories }: GridPart,
	ends: readonly [string, string],
	counts: readonly number[],
	broken: number
): string {
	const content =
		categories === undefined
			? `From ${ends[0]} to ${ends[1]}.`
			: categories.map((name, i) => `${name}: ${String(counts[i] ?? 0)}`).join(', ');
	const flaws = broken === 0 ? '' : ` Not finite: ${String(broken)}.`;
	return `${title}: ${String(rows)} by ${String(columns)} values, ${rowLabel} down, ${columnLabel} across. ${content}${flaws}`;
}

const nameAt = (names: readonly string[] | undefined, i: number): string => names?.[i] ?? String(i);

/** A cell and its value in words. */
export function cellReading(
	{ values, columns, categories, rowLabel, rowNames, columnLabel, columnNames }: GridPart,
	{ row, column }: GridCell
): string {
	const value = values[row * columns + column] ?? Number.NaN;
	const words = categories?.[value] ?? formatSigned(value);
	return `${rowLabel} ${nameAt(rowNames, row)}, ${columnLabel} ${nameAt(columnNames, column)}: ${words}`;
}

/** The number of a row or column: its name, if that is a number. */
function numberAt(names: readonly string[] | undefined, i: number): number {
	const number = Number(nameAt(names, i));
	return Number.isFinite(number) ? number : i;
}

/** Values of the controls that a cell sets; undefined if it sets none. */
export function pickedValues(
	{ picks, rowNames, columnNames }: GridPart,
	{ row, column }: GridCell
): Readonly<Record<string, number>> | undefined {
	if (picks === undefined) return undefined;
	const [rowKey, columnKey] = picks;
	return {
		[rowKey]: numberAt(rowNames, row),
		[columnKey]: numberAt(columnNames, column)
	};
}
