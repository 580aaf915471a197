import { EPOCH } from '../../engine/core/metrics-table.ts';
import { evaluationMetrics, type Evaluations } from '../../engine/core/telemetry.ts';
import { printable, quote } from '../../engine/core/quote.ts';
import { FormatError } from './format-error.ts';

/** Train columns of an evaluation are named apart from those of training. */
const headerOf = (metric: string): string =>
	metric.startsWith('train_') ? `evaluated_${metric}` : metric;

/** Only the losses and accuracies of a task. A run of an earlier version has fewer. */
export function lossesAndAccuracies(
	{ step, columns }: Evaluations,
	groups: Parameters<typeof evaluationMetrics>[0]
): Evaluations {
	const chosen = evaluationMetrics(groups).flatMap((metric) => {
		const values = columns[metric];
		return values === undefined ? [] : [[metric, values] as const];
	});
	return { step, columns: Object.fromEntries(chosen) };
}

/** Columns that are no measures of an evaluation. */
const OTHERS: readonly string[] = ['step', 'replica', 'train_loss', 'train_accuracy', EPOCH];

const metricOf = (header: string): string => header.replace(/^evaluated_(?=train_)/, '');

/**
 * What metrics.csv holds of the evaluated steps, by replica. A last line without its end, of a run
 * that still trains, is left out.
 * @param others columns that are no measures of an evaluation either: live parameters
 * @throws FormatError when a column is missing, or a cell is no number
 */
export function readEvaluations(
	csv: string,
	replicas: number,
	others: readonly string[] = []
): readonly Evaluations[] {
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
	const places = ['step', ...(replicas > 1 ? ['replica'] : [])].map(place);
	const rows = lines.map((line) => line.split(',')).filter((cells) => cells[tested] !== '');
	const column = (own: readonly (readonly string[])[], at: number): Float64Array =>
		Float64Array.from(own, (cells, i) => numberIn(cells[at], String(names[at]), i));
	const left = [...OTHERS, ...others];
	const metrics = names.filter((name) => !left.includes(name)).map(metricOf);
	const byReplica = rowsByReplica(rows, places[1], replicas);
	return byReplica.map((own) => {
		const columns = metrics.map(
			(metric) => [metric, column(own, place(headerOf(metric)))] as const
		);
		const step = column(own, places[0] ?? 0);
		assertAscending(step);
		return { step, columns: Object.fromEntries(columns) };
	});
}

type Rows = readonly (readonly string[])[];

/** @param at the column that says the replica; undefined: all rows are of one */
function rowsByReplica(rows: Rows, at: number | undefined, replicas: number): readonly Rows[] {
	const byReplica: (readonly string[])[][] = Array.from({ length: replicas }, () => []);
	for (const [i, cells] of rows.entries()) {
		const replica = at === undefined ? 0 : numberIn(cells[at], 'replica', i);
		const own = byReplica[replica];
		if (own === undefined) {
			throw new FormatError([
				`metrics.csv: replica: expected a whole number from 0 to ${String(replicas - 1)} in evaluated row ${String(i)}, got ${String(replica)}`
			]);
		}
		own.push(cells);
	}
	return byReplica;
}

function assertAscending(step: Float64Array): void {
	const wrong = step.findIndex((at, i) => !(Number.isSafeInteger(at) && at > (step[i - 1] ?? -1)));
	if (wrong < 0) return;
	throw new FormatError([
		`metrics.csv: step: expected ascending whole numbers, got ${String(step[wrong])} in evaluated row ${String(wrong)}`
	]);
}

/**
 * The number in a cell; NaN where a test group has no examples and the cell is empty.
 * @throws FormatError when the cell holds anything else
 */
function numberIn(cell: string | undefined, name: string, row: number): number {
	if (cell === '') return NaN;
	const value = Number(cell);
	if (cell !== undefined && (cell === 'NaN' || !Number.isNaN(value))) return value;
	throw new FormatError([
		`metrics.csv: ${printable(name)}: expected a number in evaluated row ${String(row)}, got ${quote(cell ?? null)}`
	]);
}
