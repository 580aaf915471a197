import { readFileSync } from 'node:fs';

const FILE = new URL('../../../REPRODUCTION.md', import.meta.url);

const cellsOf = (line: string): readonly string[] =>
	line
		.split('|')
		.slice(1, -1)
		.map((cell) => cell.trim());

/**
 * Rows of the table of REPRODUCTION.md whose first header is this one.
 * @throws Error when there is no such table
 */
export function reproductionTable(header: string): readonly (readonly string[])[] {
	const lines = readFileSync(FILE, 'utf8').split('\n');
	const start = lines.findIndex((line) => cellsOf(line)[0] === header);
	if (start < 0) throw new Error(`REPRODUCTION.md: no table "${header}"`);
	const rest = lines.slice(start + 2);
	const end = rest.findIndex((line) => !line.startsWith('|'));
	return rest.slice(0, end < 0 ? rest.length : end).map(cellsOf);
}

/** Half a unit in the last place of a number as it is written, e.g. 0.005e-8 for 9.28e-8. */
export function halfUnit(written: string): number {
	const [mantissa = '', exponent = '0'] = written.split('e');
	const decimals = mantissa.split('.')[1]?.length ?? 0;
	return 0.5 * 10 ** (Number(exponent) - decimals);
}
