import { describe, expect, test } from 'vitest';
import { optimizers } from '../../src/engine/optimizers/index.ts';
import { probes } from '../../src/engine/probes/index.ts';
import { listFiles, readSource, stemOf } from './source-files.ts';

/**
 * Files beside the specs that are no specs. A new one is added here; its header gives the reason.
 */
const SUPPORT: Readonly<Record<string, readonly string[]>> = {
	'src/engine/tasks': [
		'modular-polynomial',
		'multiplicative-group',
		'pair-split',
		'pair-task',
		'permutations',
		'prime-fields',
		'shared-params'
	],
	'src/engine/models': [
		'folded-transformer',
		'last-position-transformer',
		'mlp-forward',
		'mlp-params',
		'mlp-weights',
		'shared-params',
		'start',
		'transformer-forward',
		'transformer-interventions',
		'transformer-params',
		'transformer-parts',
		'transformer-weights'
	],
	'src/engine/optimizers': ['newton-schulz', 'shared-params'],
	'src/engine/filters': ['shared-params'],
	'src/engine/losses': ['build-row-loss'],
	'src/engine/views': [
		'ablation-scores',
		'ablation-sets',
		'claim-words',
		'control-values',
		'group-order',
		'pair-controls',
		'subjects',
		'unseen-pairs',
		'view-controls',
		'without-neurons'
	],
	'src/engine/key-rules': ['selection'],
	'src/engine/probes': [
		'charts',
		'common-tensors',
		'cyclic-group',
		'embedding-rows',
		'key-rule',
		'roles',
		'tables'
	],
	'src/engine/ops': [
		'corrected-formulas',
		'cross-entropy-error',
		'elementwise',
		'folded-case',
		'folded-columns',
		'lanes',
		'matmul-kernel',
		'muon-matrices',
		'op-case',
		'update-case'
	]
};
const FRAME = ['define', 'index', 'registry'];
const EXPORT_LINE = /^export \{ (\w+) \} from '\.\/(?:[a-z]+\/)?([a-z0-9-]+)\.ts';$/;

/**
 * Kinds whose ids are used by people and links. Ids of ops are ordinary words, and presets occur as
 * defaults.
 */
const OPEN_KINDS = [
	'tasks',
	'models',
	'losses',
	'optimizers',
	'filters',
	'constraints',
	'probes',
	'views',
	'key-rules'
];

const modules = import.meta.glob<
	Readonly<Record<string, { readonly id: string; readonly place?: number }>>
>(['../../src/**/registry.ts', '!../../src/engine/core/**'], { eager: true });
const registries = Object.entries(modules).map(([path, module]) => ({
	folder: path.replace(/^\.\.\/\.\.\/|\/registry\.ts$/g, ''),
	specs: Object.entries(module).map(([name, { id, place }]) => ({ name, id, place }))
}));

const camelCase = (stem: string): string =>
	stem.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Kernels in AssemblyScript lie beside their ops. */
const isTypeScript = (file: string): boolean => !file.endsWith('.as.ts');

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
		const files = listFiles(folder, '.ts').filter(isTypeScript).map(stemOf);
		const exported = lines.map((line) => EXPORT_LINE.exec(line)?.[2] ?? line);
		expect([...exported, ...support].toSorted()).toEqual(files.toSorted());
	});

	test('id, file and export have one name', () => {
		for (const line of lines) {
			const [, name = '', stem = ''] = EXPORT_LINE.exec(line) ?? [];
			expect(specs).toContainEqual(expect.objectContaining({ name, id: stem }));
			expect(name).toBe(camelCase(stem));
		}
	});
});

const code = ['.ts', '.svelte', '.mjs']
	.flatMap((ending) => listFiles('src', ending))
	.filter((file) => !file.startsWith('src/presets/'))
	.map((file) => ({ file, text: readCode(file) }));
/** An id, and the stem of the file that it is written in. */
interface OwnedId {
	readonly id: string;
	readonly stem: string;
}

/** The id of a filter and of a constraint, and an ordinary word. */
const NONE = 'none';
const ofSpecs = registries
	.filter(({ folder }) => OPEN_KINDS.includes(stemOf(folder)))
	.flatMap(({ folder, specs }) => specs.map(({ id }) => ({ id, stem: id, folder })))
	.filter(({ id }) => id !== NONE);
const ofMeasures = probes.all.flatMap(({ id: stem, scalars, vectors = [] }) =>
	[...scalars, ...vectors].map(({ id }) => ({ id, stem }))
);

/**
 * Words such as `embedding` are ids of views, and in the engine also roles, kinds of evidence and
 * texts.
 */
const isWord = (id: string) => /^[a-z]+$/.test(id);

/** Ids as literals, and as keys of an object or a column. */
function writtenIn(text: string): ReadonlySet<string> {
	const literals = [...text.matchAll(/(['"`])([a-z0-9_-]+)\1/g)].map(([, , id = '']) => id);
	const keys = [...text.matchAll(/\b([a-z0-9]+_[a-z0-9_]+)\b(?=\s*[:,}\]])/g)].map(
		([, id = '']) => id
	);
	return new Set([...literals, ...keys]);
}
const written = code.map(({ file, text }) => ({ file, ids: writtenIn(text) }));

const namesAny = (owned: readonly OwnedId[]) =>
	owned.flatMap(({ id, stem }) =>
		written
			.filter(({ file, ids }) => {
				if (!ids.has(id) || stemOf(file) === stem) return false;
				return !(isWord(id) && file.startsWith('src/engine/'));
			})
			.map(({ file }) => `${file}: ${id}`)
	);

test.each([...new Set(ofSpecs.map(({ folder }) => folder))])(
	'ids of %s are written in their own file and in presets only',
	(folder) => {
		expect(namesAny(ofSpecs.filter((owned) => owned.folder === folder))).toEqual([]);
	}
);

test('ids of scalars and of measures per frequency are written in the file of their probe only', () => {
	expect(ofMeasures.length).toBeGreaterThan(15);
	expect(namesAny(ofMeasures)).toEqual([]);
});

/**
 * Another optimizer has other rates and decays: texts and remedies take the keys from
 * `decayStability`, without an exception for keys that several optimizers share. The self-test of
 * the worker alone trains with parameters of one optimizer.
 */
test('parameters of optimizers are read by keys that the optimizer gives', () => {
	const keys = [...new Set(optimizers.all.flatMap(({ params }) => Object.keys(params)))];
	const readers = /^src\/(app|cli|config|host|lab-run|worker)\/(?!self-test\.ts)/;
	const found = written
		.filter(({ file }) => readers.test(file))
		.flatMap(({ file, ids }) => keys.filter((key) => ids.has(key)).map((key) => `${file}: ${key}`));
	expect(keys).toEqual(expect.arrayContaining(['lr', 'muon_weight_decay']));
	expect(found).toEqual([]);
});

test('what has a place has its own, and the lines of its registry are in that order', () => {
	const placed = registries.filter(({ specs }) => specs.some(({ place }) => place !== undefined));
	expect(placed.map(({ folder }) => folder).toSorted()).toEqual([
		'src/engine/constraints',
		'src/engine/filters',
		'src/engine/key-rules',
		'src/engine/tasks',
		'src/engine/views'
	]);
	for (const { folder, specs } of placed) {
		const places = new Map(specs.map(({ id, place }) => [id, place]));
		const lines = readSource(`${folder}/registry.ts`).trim().split('\n');
		const inFile = lines.map((line) => places.get(EXPORT_LINE.exec(line)?.[2] ?? ''));
		const ascending = [...new Set(inFile)].toSorted((one, other) => Number(one) - Number(other));
		expect(inFile, folder).toEqual(ascending);
	}
});

test('a role is that of one measure, and every role has its measure', () => {
	const roles = probes.all.flatMap(({ scalars, vectors = [] }) =>
		[...scalars, ...vectors].flatMap(({ role }) => role ?? [])
	);
	expect(roles.toSorted()).toEqual([
		'circuit-evidence',
		'frequency-use',
		'memorization-end',
		'memorization-end-settled'
	]);
});
