/** One exported row: cells by column, as text, so that equal means bit-identical. */
export type MetricsRow = Readonly<Record<string, string>>;

/** An exported CSV file. */
export interface Metrics {
	/** The table without its comment lines. */
	readonly text: string;
	/** The comment lines, by their first word. */
	readonly notes: Readonly<Record<string, string>>;
	readonly rows: readonly MetricsRow[];
}

/** @throws Error without a header */
export function parseMetrics(file: string): Metrics {
	const all = file.trimEnd().split('\n');
	const start = all.findIndex((line) => !line.startsWith('#'));
	const comments = all.slice(0, start).map((line) => /^# (\S+) ?(.*)$/.exec(line) ?? []);
	const notes = Object.fromEntries(comments.map(([, key = '', words = '']) => [key, words]));
	const text = `${all.slice(start).join('\n')}\n`;
	const [header, ...lines] = all.slice(start);
	if (header?.startsWith('step,') !== true) {
		throw new Error(`metrics: expected a header that begins with "step,", got "${header ?? ''}"`);
	}
	const names = header.split(',');
	const rows = lines.map((line) => {
		const cells = line.split(',');
		return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
	});
	return { text, notes, rows };
}

/** The non-empty cells of a column, by step. */
export function columnOf(metrics: Metrics, name: string): readonly string[] {
	return metrics.rows.map((row) => row[name] ?? '').filter((cell) => cell !== '');
}

/** The first step at which a column reaches a value; infinity if it never does. */
export function firstStepAt(metrics: Metrics, name: string, least: number): number {
	const row = metrics.rows.find((candidate) => {
		const cell = candidate[name] ?? '';
		return cell !== '' && Number(cell) >= least;
	});
	return row === undefined ? Number.POSITIVE_INFINITY : Number(row['step']);
}
