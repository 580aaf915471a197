import { expect, test } from 'vitest';
import { listFiles, readSource } from './source-files.ts';

/**
 * Types, classes and functions that a text exports. Constants are left out, because specs are
 * constants with the name of their id, and a probe, a view and a key rule may have the same id.
 */
const namesIn = (text: string): readonly string[] =>
	Array.from(
		text.matchAll(
			/^\s*export (?:declare |abstract |async )*(?:interface|type|class|function) (\w+)/gm
		),
		([, name = '']) => name
	);

/** Names with the files that export them, where there are several. */
function exportedTwice(files: ReadonlyMap<string, string>): readonly string[] {
	const places = new Map<string, string[]>();
	for (const [file, text] of files) {
		for (const name of new Set(namesIn(text)))
			places.set(name, [...(places.get(name) ?? []), file]);
	}
	return [...places]
		.filter(([, where]) => where.length > 1)
		.map(([name, where]) => `${name}: ${where.join(', ')}`);
}

test('a type, class or function has a name of its own', () => {
	const files = ['.ts', '.svelte']
		.flatMap((ending) => listFiles('src', ending))
		// A kernel in WebAssembly has the name of its op.
		.filter((file) => !file.endsWith('.as.ts'));
	expect(exportedTwice(new Map(files.map((file) => [file, readSource(file)])))).toEqual([]);
});

test('a name that two files export is found', () => {
	const files = new Map([
		['a.ts', 'export interface Evaluations {}\nexport const add = 1;'],
		['b.ts', 'export type Evaluations = string;\nexport const add = 2;']
	]);
	expect(exportedTwice(files)).toEqual(['Evaluations: a.ts, b.ts']);
});
