import {
	appendFileSync,
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Files by the place that they have in the repository. */
const TOYS = join(ROOT, 'tests/toys');
/** Files that type checks, builds of the lab and builds of the page read. */
const COPIED = [
	'src',
	'shaders',
	'public',
	'index.html',
	'package.json',
	'package-lock.json',
	'tsconfig.json',
	'vite.config.ts'
];

/** Paths of all files below a folder, with slashes. */
function filesBelow(folder: string): readonly string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.map((path) => path.split(sep).join(posix.sep));
}

/** One more spec of a kind: its file, and its line in the registry. */
export interface Addition {
	/** e.g. `src/engine/tasks` */
	readonly folder: string;
	/** e.g. `reversed-sequence` */
	readonly id: string;
	/** Paths of its new files: one, and for an op its shader. */
	readonly files: readonly string[];
	readonly line: string;
}

const camelCase = (stem: string): string =>
	stem.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The folder whose `registry.ts` lists a file: its own, or of an op's subject the one above. */
function registryFolder(path: string): string {
	const own = dirname(path);
	return own.startsWith('src/engine/ops/') ? dirname(own) : own;
}

/** All toys. */
export function toyAdditions(): readonly Addition[] {
	const paths = filesBelow(TOYS);
	return paths
		.filter((path) => path.endsWith('.ts'))
		.map((path) => {
			const folder = registryFolder(path);
			const id = posix.basename(path, '.ts');
			const shaders = paths.filter((other) => posix.basename(other) === `${id}.wgsl`);
			const from = `./${posix.relative(folder, path)}`;
			const line = `export { ${camelCase(id)} } from '${from}';\n`;
			return { folder, id, files: [path, ...shaders], line };
		});
}

/** A copy of the sources with all toys in it, in a temporary folder. */
export interface ToyCopy {
	readonly folder: string;
	/** Files that the copy has or lacks, or that differ from the repository's, by path. */
	readonly changes: () => readonly { readonly path: string; readonly added: string }[];
	readonly remove: () => void;
}

/** The part that `after` has beyond `before`, which it must begin with. */
function addedText(path: string, before: string | undefined, after: string | undefined): string {
	if (after === undefined) return `${path}: removed`;
	if (before === undefined) return '';
	return after.startsWith(before) ? after.slice(before.length) : `${path}: rewritten`;
}

export function makeToyCopy(): ToyCopy {
	const folder = mkdtempSync(join(tmpdir(), 'grokking-lab-toys-'));
	for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
	symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
	cpSync(TOYS, folder, { recursive: true });
	for (const { folder: kind, line } of toyAdditions()) {
		appendFileSync(join(folder, kind, 'registry.ts'), line);
	}
	const textsIn = (root: string) =>
		new Map(
			['src', 'shaders'].flatMap((room) =>
				filesBelow(join(root, room)).map((path) => {
					const name = `${room}/${path}`;
					return [name, readFileSync(join(root, name), 'utf8')] as const;
				})
			)
		);
	return {
		folder,
		changes() {
			const [before, after] = [textsIn(ROOT), textsIn(folder)];
			const paths = [...new Set([...before.keys(), ...after.keys()])];
			return paths
				.filter((path) => before.get(path) !== after.get(path))
				.map((path) => ({ path, added: addedText(path, before.get(path), after.get(path)) }));
		},
		remove() {
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
