import { describe, expect, test } from 'vitest';
import { listFiles, readSource, stemOf } from './source-files.ts';

/** Files beside the specs that are no specs. A new one is a change here, with its reason in its own header. */
const SUPPORT: Readonly<Record<string, readonly string[]>> = {
	'src/engine/tasks': ['shared-params', 'train-pair-count'],
	'src/engine/models': [
		'folded-transformer',
		'last-position-transformer',
		'shared-params',
		'transformer-interventions',
		'transformer-parts'
	],
	'src/engine/optimizers': ['shared-params'],
	'src/engine/losses': ['record-row-loss'],
	'src/engine/views': [
		'ablation-scores',
		'ablation-sets',
		'answers-only',
		'control-values',
		'subjects',
		'without-neurons'
	],
	'src/engine/probes': ['key-rule', 'recordings', 'tables'],
	'src/engine/ops': ['elementwise', 'folded-columns', 'matmul-kernel', 'op-case']
};
const FRAME = ['define', 'index', 'registry'];
const EXPORT_LINE = /^export \{ (\w+) \} from '\.\/([a-z0-9-]+)\.ts';$/;

/** Kinds whose ids people and links use. Ops' ids are ordinary words; presets are named as defaults. */
const OPEN_KINDS = ['tasks', 'models', 'losses', 'optimizers', 'probes'];

const modules = import.meta.glob<Readonly<Record<string, { readonly id: string }>>>(
	['../../src/**/registry.ts', '!../../src/engine/core/**'],
	{ eager: true }
);
const registries = Object.entries(modules).map(([path, module]) => ({
	folder: path.replace(/^\.\.\/\.\.\/|\/registry\.ts$/g, ''),
	specs: Object.entries(module).map(([name, { id }]) => ({ name, id }))
}));

const camelCase = (stem: string): string =>
	stem.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Source text without comments, which may name an id. */
const readCode = (file: string): string =>
	readSource(file)
		.replace(/\/\*[\s\S]*?\*\//g, '')
		.replace(/(^|\s)\/\/.*$/gm, '$1');

test('every extension point of the architecture is found', () => {
	const folders = registries.map(({ folder }) => folder);
	for (const kind of ['tasks', 'models', 'losses', 'optimizers', 'ops']) {
		expect(folders).toContain(`src/engine/${kind}`);
	}
	expect(folders).toContain('src/presets');
});

describe.each(registries)('$folder', ({ folder, specs }) => {
	const lines = readSource(`${folder}/registry.ts`).trim().split('\n');

	test('registry.ts holds one export line per spec and nothing else', () => {
		expect(lines.filter((line) => !EXPORT_LINE.test(line))).toEqual([]);
		expect(lines).toHaveLength(specs.length);
	});

	test('every file is registered, or listed as support', () => {
		const support = [...FRAME, ...(SUPPORT[folder] ?? [])];
		const files = listFiles(folder, '.ts').map(stemOf);
		const exported = lines.map((line) => EXPORT_LINE.exec(line)?.[2] ?? line);
		expect([...exported, ...support].toSorted()).toEqual(files.toSorted());
	});

	test('id, file and export have one name', () => {
		for (const line of lines) {
			const [, name = '', stem = ''] = EXPORT_LINE.exec(line) ?? [];
			expect(specs).toContainEqual({ name, id: stem });
			expect(name).toBe(camelCase(stem));
		}
	});
});

const code = ['.ts', '.svelte', '.mjs']
	.flatMap((ending) => listFiles('src', ending))
	.filter((file) => !file.startsWith('src/presets/'))
	.map((file) => ({ file, text: readCode(file) }));
const open = registries.filter(({ folder }) => OPEN_KINDS.includes(stemOf(folder)));

test.each(open)('ids of $folder are written in their own file and in presets only', ({ specs }) => {
	const ids = new Set(specs.map(({ id }) => id));
	const found = code.flatMap(({ file, text }) =>
		[...text.matchAll(/(['"`])([a-z0-9-]+)\1/g)]
			.map(([, , literal = '']) => literal)
			.filter((literal) => ids.has(literal) && stemOf(file) !== literal)
			.map((literal) => `${file}: '${literal}'`)
	);
	expect(found).toEqual([]);
});
