import { expect, test } from 'vitest';
import { listFiles, readSource } from './source-files.ts';

/** Largest number of lines of a file, so that a reader can take it in at once. */
const BUDGETS = [
	{ ending: '.ts', lines: 300 },
	{ ending: '.mjs', lines: 300 },
	{ ending: '.svelte', lines: 250 },
	{ ending: '.wgsl', lines: 150 }
];

test.each(BUDGETS)('$ending files have at most $lines lines', ({ ending, lines }) => {
	const tooLong = ['src', 'shaders', 'tests', 'e2e']
		.flatMap((folder) => listFiles(folder, ending))
		.map((file) => ({ file, count: readSource(file).trimEnd().split('\n').length }))
		.filter(({ count }) => count > lines);
	expect(tooLong).toEqual([]);
});
