import { evaluationMetrics } from '../../engine/core/telemetry.ts';
import { printable, quote } from '../../engine/core/quote.ts';
import { FormatError } from './format-error.ts';

/** Losses and accuracies at evaluated steps, ascending; columns by metric id. */
export interface Evaluations {
	readonly step: Float64Array;
	readonly columns: Readonly<Record<string, Float64Array>>;
}

/** Train columns of an evaluation are named apart from those of training. */
const headerOf = (metric: string): string =>
	metric.startsWith('train_') ? `evaluated_${metric}` : metric;

/**
 * What metrics.csv holds of the evaluated steps of a run of one replica. A last line without its
 * end, of a run that is still going on, is left out.
 * @param groups of test examples that the run's task has
 * @throws FormatError when a column is missing, or a cell is no number
 */
export function readEvaluations(
	csv: string,
	groups: Parameters<typeof evaluationMetrics>[0]
): Evaluations {
	const [header = '', ...lines] = csv.split('\n').slice(0, -1);
	const names = header.split(',');
	const place = (name: string): number => {
		const at = names.indexOf(name);
		if (at >= 0) return at;
		throw new FormatError([
			`metrics.csv: expected a column "${name}", got ${printable(names.join(', '), 200)}`
		]);
	};
	const tested = place('test_loss');
	const rows = lines.map((line) => line.split(',')).filter((cells) => cells[tested] !== '');
	const column = (at: number): Float64Array =>
		Float64Array.from(rows, (cells, i) => numberIn(cells[at], String(names[at]), i));
	// A run of an earlier version has fewer.
	const present = evaluationMetrics(groups).filter((metric) => names.includes(headerOf(metric)));
	const columns = present.map((metric) => [metric, column(place(headerOf(metric)))] as const);
	const step = column(place('step'));
	const wrong = step.findIndex((at, i) => !(Number.isSafeInteger(at) && at > (step[i - 1] ?? -1)));
	if (wrong >= 0) {
		throw new FormatError([
			`metrics.csv: step: expected ascending whole numbers, got ${String(step[wrong])} in evaluated row ${String(wrong)}`
		]);
	}
	return { step, columns: Object.fromEntries(columns) };
}

/**
 * A cell as the lab writes it; none where a test group has no pairs. @throws FormatError when it is
 * no number
 */
function numberIn(cell: string | undefined, name: string, row: number): number {
	if (cell === '') return NaN;
	const value = Number(cell);
	if (cell !== undefined && (cell === 'NaN' || !Number.isNaN(value))) return value;
	throw new FormatError([
		`metrics.csv: ${printable(name)}: expected a number in evaluated row ${String(row)}, got ${quote(cell ?? null)}`
	]);
}
