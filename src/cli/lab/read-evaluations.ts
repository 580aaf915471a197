import { EVALUATION_METRICS } from '../../engine/core/telemetry.ts';
import { printable } from '../../engine/core/quote.ts';
import { UsageError } from './failures.ts';

/** Losses and accuracies at evaluated steps, ascending; columns by metric id. */
export interface Evaluations {
	readonly step: Float64Array;
	readonly columns: Readonly<Record<string, Float64Array>>;
}

/** Train columns of an evaluation are named apart from those of training. */
const headerOf = (metric: string): string =>
	metric.startsWith('train_') ? `evaluated_${metric}` : metric;

/**
 * What metrics.csv holds of the evaluated steps of a run of one replica. A last line without its end, of a run that is
 * still going on, is left out.
 * @throws UsageError when a column is missing
 */
export function readEvaluations(csv: string): Evaluations {
	const [header = '', ...lines] = csv.split('\n').slice(0, -1);
	const names = header.split(',');
	const place = (name: string): number => {
		const at = names.indexOf(name);
		if (at >= 0) return at;
		throw new UsageError(
			`metrics.csv: expected a column "${name}", got ${printable(names.join(', '), 200)}`
		);
	};
	const tested = place('test_loss');
	const rows = lines.map((line) => line.split(',')).filter((cells) => cells[tested] !== '');
	const column = (at: number): Float64Array =>
		Float64Array.from(rows, (cells) => (cells[at] === '' ? NaN : Number(cells[at])));
	// A run of an earlier version has fewer.
	const present = EVALUATION_METRICS.filter((metric) => names.includes(headerOf(metric)));
	const columns = present.map((metric) => [metric, column(place(headerOf(metric)))] as const);
	return { step: column(place('step')), columns: Object.fromEntries(columns) };
}
