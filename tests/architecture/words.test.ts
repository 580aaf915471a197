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

/** Spellings that are not American, in words of texts. */
const BRITISH =
	/\b(?:colour|grey|behaviour|favour|honour|neighbour|centre|metre|catalogue|licence|defence|artefact|judgement|modell|labell|cancell|travell|normalis|generalis|initialis|quantis|memoris|regularis|optimis|minimis|maximis|equalis|recognis|organis|summaris|penalis|analyse)/i;

/** The texts of a source: string literals with a space, and markup without its tags. */
function textsOf(file: string): readonly string[] {
	const source = readSource(file)
		.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm, '')
		.replace(/<style>[\s\S]*<\/style>/, '');
	const [script = '', markup = ''] = file.endsWith('.svelte')
		? source.split('</script>')
		: [source];
	const literals = script.match(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g) ?? [];
	return [...literals, ...markup.replace(/<[^>]*>|\{[^}]*\}/g, ' ').split('\n')].filter((text) =>
		text.trim().includes(' ')
	);
}

test('texts have American spelling', () => {
	const files = ['.ts', '.mjs', '.svelte'].flatMap((ending) => listFiles('src', ending));
	const found = files.flatMap((file) =>
		textsOf(file).flatMap((text) => {
			const [word] = BRITISH.exec(text) ?? [];
			return word === undefined ? [] : [`${file}: ${word}`];
		})
	);
	expect(found).toEqual([]);
});

test.each(['its colour scale', 'It may generalise', 'was cancelled'])('“%s” is found', (text) => {
	expect(text).toMatch(BRITISH);
});
