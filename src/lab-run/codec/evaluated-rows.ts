import { metricsColumns } from '../../engine/core/metrics-table.ts';
import type { FiledEvaluation } from '../run-phases.ts';

/** Columns of training before those of an evaluation: step, train loss and accuracy. */
const TRAINED = 3;

/** Lines of a text, one at a time: the whole may be too long for one string. */
function* linesOf(bytes: Uint8Array): Generator<string> {
	const NEWLINE = 0x0a;
	const decoder = new TextDecoder('utf-8');
	let from = 0;
	for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
		yield decoder.decode(bytes.subarray(from, end));
		from = end + 1;
	}
}

/** The evaluations in a metrics.csv: every one of them is there. @param names of their columns */
export function* evaluatedRows(
	csv: Uint8Array,
	names: readonly string[]
): Generator<FiledEvaluation> {
	const lines = linesOf(csv);
	const header = lines.next();
	const found = header.done === true ? [] : header.value.split(',');
	const [replicaAt, ...places] = ['replica', ...metricsColumns(names, []).slice(TRAINED)].map(
		(name) => found.indexOf(name)
	);
	for (const line of lines) {
		const cells = line.split(',');
		const values = places.map((at) => cells[at] ?? '');
		if (values.every((value) => value === '')) continue;
		const columns = names.map(
			(name, i) => [name, (values[i] ?? '') === '' ? NaN : Number(values[i])] as const
		);
		yield {
			replica: Number(cells[replicaAt ?? -1] ?? 0),
			row: { step: Number(cells[0]), columns: Object.fromEntries(columns) }
		};
	}
}
