import type { SettledMeasures } from '../../core/telemetry.ts';
import type { EvaluationRow } from './evaluation-row.ts';

/** Rows by column, the spectra among the vectors. */
export function settledMeasures(
	rows: readonly EvaluationRow[],
	keyFrequencies: readonly number[]
): SettledMeasures {
	const [first] = rows;
	const vectors = (row: EvaluationRow) => ({ ...row.spectra, ...row.vectors });
	const names = Object.keys(first?.columns ?? {});
	const ids = Object.keys(first === undefined ? {} : vectors(first));
	return {
		keyFrequencies,
		step: Float64Array.from(rows, ({ step }) => step),
		columns: Object.fromEntries(
			names.map((name) => [name, Float64Array.from(rows, ({ columns }) => columns[name] ?? NaN)])
		),
		vectors: Object.fromEntries(
			ids.map((id) => [id, rows.map((row) => vectors(row)[id] ?? new Float64Array(0))])
		)
	};
}
