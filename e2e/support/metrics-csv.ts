/** One exported row: cells by column, as text, so that equality means equality of bits. */
export type MetricsRow = Readonly<Record<string, string>>;

/** What Export CSV gave. */
export interface Metrics {
	/** The table, without the lines of comment before it. */
	readonly text: string;
	/** What produced the table, by the first word of the line. */
	readonly notes: Readonly<Record<string, string>>;
	readonly rows: readonly MetricsRow[];
}

/** @throws Error when there is no header */
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

/** The cells of a column, empty ones left out, in the order of steps. */
export function columnOf(metrics: Metrics, name: string): readonly string[] {
	return metrics.rows.map((row) => row[name] ?? '').filter((cell) => cell !== '');
}

/** The first step at which a column reaches a value; infinite when it never does. */
export function firstStepAt(metrics: Metrics, name: string, least: number): number {
	const row = metrics.rows.find((candidate) => {
		const cell = candidate[name] ?? '';
		return cell !== '' && Number(cell) >= least;
	});
	return row === undefined ? Number.POSITIVE_INFINITY : Number(row['step']);
}
