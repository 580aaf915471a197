import { metricsCell } from '../../engine/core/metrics-table.ts';
import type { SettledRun } from '../settled-run.ts';
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
