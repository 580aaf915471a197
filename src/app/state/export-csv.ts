import type { GrowingSeries } from './growing-series.ts';
import type { SettledSeries } from './settled-series.ts';
import { lastIndexAtOrBelow } from './sorted-search.ts';

type Cells = (step: number) => readonly string[];

const textOf = (value: number | undefined): string =>
	value === undefined || Number.isNaN(value) ? '' : String(value);

/** The cells of one series by step: empty where it has no entry. */
function cellsOf(series: GrowingSeries, names: readonly string[]): Cells {
	const columns = names.map((name) => series.column(name));
	return (step) => {
		const index = lastIndexAtOrBelow(series.steps, series.length, step);
		const isThere = index >= 0 && series.steps[index] === step;
		return columns.map((column) => (isThere ? textOf(column?.[index]) : ''));
	};
}

/**
 * All metrics as CSV, one row per step: loss and accuracy on the train split before that step's update, and,
 * where the step was evaluated, the evaluation columns. Numbers are written so that float64 reads back exactly.
 * @param notes lines of comment before the header
 */
export function metricsCsv(
	train: GrowingSeries,
	evaluations: GrowingSeries,
	notes: readonly string[] = []
): string {
	const names = evaluations.columnNames;
	const header = [
		'step',
		'train_loss',
		'train_accuracy',
		...names.map((name) => (name.startsWith('train_') ? `evaluated_${name}` : name))
	];
	const trained = cellsOf(train, ['loss', 'accuracy']);
	const evaluated = cellsOf(evaluations, names);
	const steps = new Set([train, evaluations].flatMap((s) => [...s.steps.subarray(0, s.length)]));
	const rows = [...steps]
		.sort((a, b) => a - b)
		.map((step) => [String(step), ...trained(step), ...evaluated(step)].join(','));
	const comments = notes.map((note) => `# ${note}`);
	return `${[...comments, header.join(','), ...rows].join('\n')}\n`;
}

/** Measures settled with the final key frequencies as CSV, one row per step of which weights are kept. */
export function settledCsv({ evaluations }: SettledSeries): string {
	const names = evaluations.columnNames;
	const cells = cellsOf(evaluations, names);
	const rows = [...evaluations.steps.subarray(0, evaluations.length)].map((step) =>
		[String(step), ...cells(step)].join(',')
	);
	return `${[['step', ...names].join(','), ...rows].join('\n')}\n`;
}
