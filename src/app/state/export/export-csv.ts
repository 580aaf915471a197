import { lastTrainCells, metricsCell, metricsColumns } from '../../../engine/core/metrics-table.ts';
import type { GrowingSeries } from '../run/growing-series.ts';
import type { SettledSeries } from '../run/settled-series.ts';
import { lastIndexAtOrBelow } from '../run/sorted-search.ts';

type Cells = (step: number) => readonly string[];

/** The parameters that may change while a run trains, by column. */
export interface LiveColumns {
	readonly names: readonly string[];
	/** The values used by the update of a step, in the order of `names`. */
	readonly at: (step: number) => readonly number[];
}

const NO_LIVE: LiveColumns = { names: [], at: () => [] };

const indexOf = (series: GrowingSeries, step: number): number => {
	const index = lastIndexAtOrBelow(series.steps, series.length, step);
	return series.steps[index] === step ? index : -1;
};

/** The cells of one series by step; empty where it has no entry. */
function cellsOf(series: GrowingSeries, names: readonly string[]): Cells {
	const columns = names.map((name) => series.column(name));
	return (step) => {
		const index = indexOf(series, step);
		return columns.map((column) => (index >= 0 ? metricsCell(column?.[index]) : ''));
	};
}

/**
 * Train loss and accuracy before a step's update. For the last step, which has had no update, they
 * come from its evaluation.
 */
function trainCells(train: GrowingSeries, evaluations: GrowingSeries): Cells {
	const cells = cellsOf(train, ['loss', 'accuracy']);
	const lastTrained = train.length === 0 ? -1 : (train.steps[train.length - 1] ?? -1);
	return (step) => {
		const index = step > lastTrained ? indexOf(evaluations, step) : -1;
		if (index < 0) return cells(step);
		return lastTrainCells({
			train_loss: evaluations.column('train_loss')?.[index],
			train_accuracy: evaluations.column('train_accuracy')?.[index]
		});
	};
}

/**
 * All metrics as CSV, one row per step: train loss and accuracy before the step's update, the
 * evaluation columns where the step was evaluated, and the live parameters. Numbers read back
 * exactly as float64.
 * @param notes comment lines before the header
 */
export function metricsCsv(
	train: GrowingSeries,
	evaluations: GrowingSeries,
	notes: readonly string[] = [],
	live: LiveColumns = NO_LIVE
): string {
	const names = evaluations.columnNames;
	const header = metricsColumns(names, live.names);
	const trained = trainCells(train, evaluations);
	const evaluated = cellsOf(evaluations, names);
	const steps = new Set([train, evaluations].flatMap((s) => [...s.steps.subarray(0, s.length)]));
	const rows = [...steps]
		.sort((a, b) => a - b)
		.map((step) =>
			[String(step), ...trained(step), ...evaluated(step), ...live.at(step).map(metricsCell)].join(
				','
			)
		);
	return textOf(notes, header, rows);
}

/** Settled measures as CSV, one row per step whose weights are kept. */
export function settledSeriesCsv(
	{ evaluations }: SettledSeries,
	notes: readonly string[] = []
): string {
	const names = evaluations.columnNames;
	const cells = cellsOf(evaluations, names);
	const rows = [...evaluations.steps.subarray(0, evaluations.length)].map((step) =>
		[String(step), ...cells(step)].join(',')
	);
	return textOf(notes, ['step', ...names], rows);
}

function textOf(
	notes: readonly string[],
	header: readonly string[],
	rows: readonly string[]
): string {
	return `${[...notes.map((note) => `# ${note}`), header.join(','), ...rows].join('\n')}\n`;
}
