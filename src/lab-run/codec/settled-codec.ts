import {
	fields,
	list,
	members,
	nullable,
	number,
	numbers,
	whole
} from '../../engine/checkpoint/checked-json.ts';
import { metricsCell } from '../../engine/core/metrics-table.ts';
import { quote } from '../../engine/core/quote.ts';
import type { SettledRun } from '../settled-run.ts';
import { FormatError } from './format-error.ts';
import { decodeFormatted } from './formatted-json.ts';
import { jsonText } from './json-text.ts';
import { formatOf } from './run-format.ts';

/**
 * A row per snapshot, every scalar measure a column, with numbers that read back as the same
 * float64.
 */
export function settledCsv({ measures: { step, columns } }: SettledRun): string {
	const names = Object.keys(columns);
	const rows = Array.from(step, (at, i) =>
		[String(at), ...names.map((name) => metricsCell(columns[name]?.[i]))].join(',')
	);
	return `${[['step', ...names].join(','), ...rows].join('\n')}\n`;
}

/** Spectra and other values per frequency, one list per snapshot, entry i for frequency i + 1. */
export function settledJson({ measures, memorizationEnds }: SettledRun): string {
	const { keyFrequencies, step, vectors } = measures;
	const text = jsonText({
		format: formatOf('settled'),
		key_frequencies: keyFrequencies,
		memorization_ends: memorizationEnds ?? null,
		step: [...step],
		by_frequency: vectors
	});
	return `${text}\n`;
}

const SETTLED = fields({
	key_frequencies: list(whole(1)),
	memorization_ends: nullable(fields({ after: number(), by: number() })),
	step: list(whole(0)),
	by_frequency: members(list(numbers()))
});

/** The columns of a table of numbers, by header. @throws FormatError when a cell is no number */
function columnsIn(csv: string, name: string): ReadonlyMap<string, Float64Array> {
	const [header = '', ...lines] = csv.split('\n').slice(0, -1);
	const names = header.split(',');
	const rows = lines.map((line) => line.split(','));
	const numberAt = (row: number, column: number): number => {
		const cell = rows[row]?.[column];
		const value = cell === '' ? NaN : Number(cell);
		if (cell === '' || !Number.isNaN(value)) return value;
		const place = `${name}: ${quote(names[column] ?? '')}`;
		throw new FormatError([
			`${place}: expected a number in row ${String(row)}, got ${quote(cell ?? null)}`
		]);
	};
	return new Map(
		names.map((key, column) => [key, Float64Array.from(rows, (_, row) => numberAt(row, column))])
	);
}

/**
 * What `settledCsv` and `settledJson` wrote. Values per frequency have float32 precision.
 * @param base of the two file names, which begin every sentence
 * @throws FormatError with a sentence for everything that is wrong in the files
 */
export function decodeSettled(csv: string, json: string, base: string): SettledRun {
	const file = decodeFormatted('settled', SETTLED, json, `${base}.json`);
	const { step: steps = new Float64Array(0), ...columns } = Object.fromEntries(
		columnsIn(csv, `${base}.csv`)
	);
	const counts = Object.entries(file.by_frequency).flatMap(([id, { length }]) =>
		length === file.step.length
			? []
			: [
					`${base}.json: by_frequency: ${quote(id, 40)}: expected ${String(file.step.length)} lists, one per step, got ${String(length)}`
				]
	);
	const isSame = steps.length === file.step.length && steps.every((at, i) => at === file.step[i]);
	const problems = isSame
		? counts
		: [...counts, `${base}.csv: step: expected the steps of ${base}.json, got others`];
	if (problems.length > 0) throw new FormatError(problems);
	const vectors = Object.entries(file.by_frequency).map(
		([id, rows]) => [id, rows.map((row) => Float64Array.from(row, (one) => one ?? NaN))] as const
	);
	return {
		measures: {
			keyFrequencies: file.key_frequencies,
			step: steps,
			columns,
			vectors: Object.fromEntries(vectors)
		},
		memorizationEnds: file.memorization_ends ?? undefined
	};
}
