import { expect, test } from 'vitest';
import { listFiles, readSource } from './source-files.ts';

/** Words that comments avoid, each with a plain replacement. */
const REPLACEMENTS: readonly (readonly [avoided: RegExp, replacement: string])[] = [
	[/\b(?:somebody|someone|whoever)\b/i, 'a noun (caller, user, process)'],
	[/\banew\b/i, '"again"'],
	[/\btells of\b/i, '"reports" or "describes"'],
	[/\bstands for itself\b/i, 'what it is'],
	[/\bhangs? together\b/i, 'how the parts are related'],
	[/\bknows better\b/i, 'what it contains']
];

const COLUMNS = 100;
const TAB = 4;

/** Lines that consist of a comment alone, with file and number. */
const comments = [
	...['.ts', '.mjs', '.svelte'].flatMap((ending) => listFiles('src', ending)),
	...listFiles('shaders', '.wgsl')
]
	.flatMap((file) =>
		readSource(file)
			.split('\n')
			.map((line, i) => ({ line, place: `${file}:${String(i + 1)}` }))
	)
	.filter(({ line }) => /^\s*(?:\/\/|\/?\*|<!--)/.test(line));

/** Why a comment is not plain; undefined if none of the avoided words is in it. */
function replacementFor(line: string): string | undefined {
	const [word, replacement] = REPLACEMENTS.find(([avoided]) => avoided.test(line)) ?? [];
	return word === undefined
		? undefined
		: `write ${String(replacement)} instead of ${String(word.exec(line)?.[0])}`;
}

test('comments avoid words that hide the subject', () => {
	const found = comments.flatMap(({ line, place }) => {
		const advice = replacementFor(line);
		return advice === undefined ? [] : [`${place}: ${advice}`];
	});
	expect(found).toEqual([]);
});

test('a comment with such a word is found', () => {
	expect(replacementFor('// Somebody else holds the lock.')).toBe(
		'write a noun (caller, user, process) instead of Somebody'
	);
	expect(replacementFor('// Computes all measures again.')).toBeUndefined();
});

test(`comments are at most ${String(COLUMNS)} columns wide, with tabs of ${String(TAB)}`, () => {
	const wide = comments.filter(
		({ line }) => line.replaceAll('\t', ' '.repeat(TAB)).length > COLUMNS
	);
	expect(wide.map(({ place }) => place)).toEqual([]);
});
