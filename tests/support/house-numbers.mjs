import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ROOT } from '../../src/launch/run-command.mjs';

// node tests/support/house-numbers.mjs [FOLDER ...]: numbers about the sources of each working copy
// (default: this one), as a Markdown table with a column for each. docs/house-numbers.md contains
// the table and explains each number.

const SOURCE = /\.(ts|mjs|svelte|wgsl|css)$/;
const SCRIPT = /\.(ts|mjs|svelte)$/;
/** Rooms that are folders of these, and not the folder itself. */
const DIVIDED = ['src/engine/backend', 'src/engine', 'src/app', 'src'];
const TINY_LINES = 20;
const COLUMNS = 100;

/** @typedef {{ readonly path: string, readonly text: string, readonly lines: number }} Source */
/** @typedef {ReadonlyMap<string, string | number>} Numbers */

/**
 * @param {string} root
 * @param {string} folder
 * @returns {readonly Source[]}
 */
function readSources(root, folder) {
	if (!existsSync(join(root, folder))) return [];
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && SOURCE.test(entry.name))
		.map((entry) => {
			const file = join(entry.parentPath, entry.name);
			const text = readFileSync(file, 'utf8');
			const lines = text.split('\n').length - 1;
			return { path: relative(root, file).replaceAll(sep, '/'), text, lines };
		});
}

/** @param {string} path */
function roomOf(path) {
	const parent = DIVIDED.find((folder) => path.startsWith(`${folder}/`));
	if (parent === undefined) return dirname(path).split('/')[0] ?? '';
	const [first = '', ...rest] = path.slice(parent.length + 1).split('/');
	return rest.length === 0 ? parent : `${parent}/${first}`;
}

/** @param {readonly Source[]} sources */
const lineCount = (sources) => sources.reduce((sum, { lines }) => sum + lines, 0);

/** @param {readonly Source[]} sources */
const size = (sources) => `${sources.length} / ${lineCount(sources)}`;

/**
 * @param {readonly Source[]} sources
 * @param {RegExp} pattern
 * @returns {string} how often it occurs, and in how many files
 */
function occurrences(sources, pattern) {
	const counts = sources
		.map(({ text }) => [...text.matchAll(pattern)].length)
		.filter((count) => count > 0);
	return `${counts.reduce((sum, count) => sum + count, 0)} / ${counts.length}`;
}

/**
 * Who imports which name: `file#name` to the files that do.
 * @param {readonly Source[]} sources
 * @returns {ReadonlyMap<string, ReadonlySet<string>>}
 */
function importers(sources) {
	/** @type {Map<string, Set<string>>} */
	const users = new Map();
	for (const { path, text } of sources) {
		const imports = text.matchAll(/(?:import|export)(?: type)? \{([^}]*)\} from '(\.[^']*)'/g);
		for (const [, names = '', from = ''] of imports) {
			const file = join(dirname(path), from).replaceAll(sep, '/');
			for (const entry of names.split(',')) {
				const name = entry
					.trim()
					.replace(/^type /, '')
					.replace(/ as .*$/, '');
				const key = `${file}#${name}`;
				users.set(key, (users.get(key) ?? new Set()).add(path));
			}
		}
	}
	return users;
}

/** @param {string} text */
const exportedNames = (text) =>
	[
		...text.matchAll(
			/^export (?:async )?(?:abstract )?(?:const|function\*?|class|interface|type) (\w+)/gm
		)
	].map(([, name = '']) => name);

/**
 * @param {readonly Source[]} sources
 * @returns {Numbers}
 */
function exportNumbers(sources) {
	const users = importers(sources);
	const files = sources
		.filter(({ path }) => SCRIPT.test(path))
		.map((source) => ({
			lines: source.lines,
			uses: exportedNames(source.text).map((name) => users.get(`${source.path}#${name}`)?.size ?? 0)
		}));
	const all = files.flatMap(({ uses }) => uses);
	const tiny = files.filter(({ lines }) => lines <= TINY_LINES);
	return new Map([
		['exports of src', all.length],
		['exports of src that one file imports', all.filter((count) => count === 1).length],
		[`files of at most ${TINY_LINES} lines`, tiny.length],
		[
			`of these, with one export that one file imports`,
			tiny.filter(({ uses }) => uses.length === 1 && uses[0] === 1).length
		]
	]);
}

/** @param {readonly Source[]} sources */
const longComments = (sources) =>
	sources
		.flatMap(({ text }) => text.split('\n'))
		// A tab is as wide as Prettier's, two columns here as in its default.
		.filter((line) => /^\s*(\/\/|\/?\*|<!--)/.test(line))
		.filter((line) => line.replaceAll('\t', '  ').length > COLUMNS).length;

/**
 * @param {string} root
 * @param {string} file
 */
const lineCountOf = (root, file) =>
	existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8').split('\n').length - 1 : 0;

/**
 * @param {string} root
 * @returns {Numbers}
 */
function numbersOf(root) {
	const src = readSources(root, 'src');
	const shaders = readSources(root, 'shaders');
	const tests = readSources(root, 'tests');
	const all = [...src, ...shaders, ...tests, ...readSources(root, 'e2e')];
	/** @type {Map<string, string | number>} */
	const rooms = new Map();
	for (const room of [...new Set(all.map(({ path }) => roomOf(path)))].sort()) {
		const own = all.filter(({ path }) => roomOf(path) === room);
		rooms.set(`\`${room}\`: files / lines`, size(own));
	}
	const outsideTasks = src.filter(({ path }) => !path.startsWith('src/engine/tasks/'));
	const components = src.filter(({ path }) => path.endsWith('.svelte'));
	/** @param {string} folder */
	const within = (folder) => src.filter(({ path }) => path.startsWith(`src/${folder}/`));
	return new Map([
		...rooms,
		['all of `src`: files / lines', size(src)],
		['worker: lines', lineCount(within('worker'))],
		['cli: lines', lineCount(within('cli').filter(({ path }) => path.endsWith('.ts')))],
		['lab-run: lines', lineCount(within('lab-run'))],
		[
			'launchers: lines',
			lineCount(src.filter(({ path }) => /^src\/(cli|launch)\/.*\.mjs$/.test(path)))
		],
		['WGSL: lines', lineCount(shaders)],
		['`residues` in src: times / files', occurrences(src, /\bresidues\b/g)],
		['`residues` outside tasks: times / files', occurrences(outsideTasks, /\bresidues\b/g)],
		['`pair` in src, as part of any word: times / files', occurrences(src, /pair/gi)],
		['`pair` outside tasks: times / files', occurrences(outsideTasks, /pair/gi)],
		['components', components.length],
		['`lab.run` in components: times / components', occurrences(components, /\blab\.run\b/g)],
		...exportNumbers(src),
		[
			`comment lines of src and shaders over ${COLUMNS} columns`,
			longComments([...src, ...shaders])
		],
		['README.md: lines', lineCountOf(root, 'README.md')]
	]);
}

const roots = process.argv.slice(2).map((folder) => resolve(folder));
const columns = (roots.length === 0 ? [ROOT] : roots).map((root) => {
	const git = ['rev-parse', '--short', 'HEAD'];
	const commit = execFileSync('git', git, { cwd: root, encoding: 'utf8' }).trim();
	return { commit, numbers: numbersOf(root) };
});
const names = [...new Set(columns.flatMap(({ numbers }) => [...numbers.keys()]))];
const rows = [
	['number', ...columns.map(({ commit }) => commit)],
	['---', ...columns.map(() => '---')],
	...names.map((name) => [name, ...columns.map(({ numbers }) => String(numbers.get(name) ?? '-'))])
];
process.stdout.write(rows.map((row) => `| ${row.join(' | ')} |\n`).join(''));
