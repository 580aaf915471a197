import type { Summary } from './statistics.ts';

/** Three significant digits, without exponent. */
export function digits(value: number): string {
	if (!Number.isFinite(value)) return '-';
	const size = Math.abs(value);
	if (size >= 100) return value.toFixed(0);
	if (size >= 10) return value.toFixed(1);
	return size >= 1 || size === 0 ? value.toFixed(2) : value.toPrecision(2);
}

/** "12.3 (11.9 - 14.0)" */
export function spread({ median, low, high }: Summary, unit = ''): string {
	return `${digits(median)}${unit} (${digits(low)} - ${digits(high)})`;
}

/** Columns as wide as their widest cell; the first is aligned left, the others right. */
export function formatTable(
	header: readonly string[],
	rows: readonly (readonly string[])[]
): string {
	const widths = header.map((name, i) =>
		Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length))
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
			.join('  ')
			.trimEnd();
	return [line(header), ...rows.map(line)].join('\n');
}

/** The same as a table of Markdown. */
export function formatMarkdown(
	header: readonly string[],
	rows: readonly (readonly string[])[]
): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export function print(text: string): void {
	process.stdout.write(`${text}\n`);
}
