/** One exported row: cells by column, as text, so that equality means equality of bits. */
export type MetricsRow = Readonly<Record<string, string>>;

/** What Export CSV gave. */
export interface Metrics {
	/** The whole file. */
	readonly text: string;
	readonly rows: readonly MetricsRow[];
}

/** @throws Error when there is no header */
export function parseMetrics(text: string): Metrics {
	const [header, ...lines] = text.trimEnd().split('\n');
	if (header?.startsWith('step,') !== true) {
		throw new Error(`metrics: expected a header that begins with "step,", got "${header ?? ''}"`);
	}
	const names = header.split(',');
	const rows = lines.map((line) => {
		const cells = line.split(',');
		return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
	});
	return { text, rows };
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
