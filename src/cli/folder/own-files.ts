import {
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	openSync,
	readFileSync,
	type Stats
} from 'node:fs';
import { join } from 'node:path';

/** Windows has neither: there they are undefined, which adds nothing. */
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_CREAT, O_EXCL, O_WRONLY, O_RDWR } = constants;

type Kind = Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>;

/** What a path is, in words. */
function kindOf(stats: Kind): string {
	if (stats.isFile()) return 'a file';
	if (stats.isDirectory()) return 'a folder';
	if (stats.isSymbolicLink()) return 'a symbolic link';
	if (stats.isFIFO()) return 'a pipe';
	return stats.isSocket() ? 'a socket' : 'a device';
}

export const codeOf = (cause: unknown): unknown =>
	cause instanceof Error && 'code' in cause ? cause.code : undefined;

/** The entry at a path; of a symbolic link the link itself. Undefined: no entry. */
export function entryAt(path: string): Stats | undefined {
	try {
		return lstatSync(path);
	} catch (cause) {
		if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return undefined;
		throw cause;
	}
}

/** An entry in a run's folder that the lab did not write. */
class StrayEntry extends Error {
	constructor(path: string, expected: string, got: string) {
		super(`${path}: expected ${expected}, got ${got}, which is neither followed nor replaced`);
		this.name = 'StrayEntry';
	}
}

/**
 * Looks at every component of a name below a folder, since the folder may come from another person:
 * through a symbolic link in it, a write could change any file of the user. The path of the folder
 * itself may contain links, since the user chose it.
 * @param name with `/` between components
 * @returns facts about the entry; undefined if there is none
 * @throws Error naming the component that is a link, or is no folder, or at the end neither `last`
 * nor absent
 */
export function ownEntry(root: string, name: string, last: 'file' | 'folder'): Stats | undefined {
	const parts = name.split('/');
	let path = root;
	for (const [i, part] of parts.entries()) {
		path = join(path, part);
		const entry = entryAt(path);
		if (entry === undefined) return undefined;
		const isLast = i === parts.length - 1;
		const expected = isLast ? last : 'folder';
		const isRight = expected === 'file' ? entry.isFile() : entry.isDirectory();
		if (!isRight) {
			// As the system names it: a folder where a file should be written.
			const code = entry.isDirectory() ? 'EISDIR: ' : '';
			throw new StrayEntry(`${code}${path}`, `a ${expected}`, kindOf(entry));
		}
		if (isLast) return entry;
	}
	return undefined;
}

/** Runs with an open file, and closes it. */
function withFile<T>(file: number, act: (file: number) => T): T {
	try {
		return act(file);
	} finally {
		closeSync(file);
	}
}

function readOpened(file: number, path: string): Uint8Array {
	const stats = fstatSync(file);
	if (!stats.isFile()) throw new Error(`${path} is ${kindOf(stats)}`);
	return readFileSync(file);
}

/**
 * Bytes of a file that the user names; links are followed. Pipes and devices, which may never end,
 * are refused.
 */
export function readNamedFile(path: string): Uint8Array {
	// Without O_NONBLOCK the opening of a pipe would wait for a writer.
	return withFile(openSync(path, O_RDONLY | O_NONBLOCK), (file) => readOpened(file, path));
}

/** Bytes of a file below a folder, of which no component is a link. */
export function readOwnFile(root: string, name: string): Uint8Array {
	ownEntry(root, name, 'file');
	const path = join(root, name);
	const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	return withFile(file, (opened) => readOpened(opened, path));
}

/** Makes and opens a file that must not be there. */
export const openNewFile = (path: string): number =>
	openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);

/**
 * Opens a file to read and write it in place. A file with a second name (a hard link) is refused:
 * writing would change the other name's file too.
 */
export function openOwnFile(root: string, name: string): number {
	const path = join(root, name);
	const entry = ownEntry(root, name, 'file');
	if (entry === undefined) return openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW);
	const problem = sharedProblem(entry, path);
	if (problem !== undefined) throw new Error(problem);
	return openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
}

/** Why a file cannot be written in place; undefined when it can. */
export function sharedProblem({ nlink }: Stats, path: string): string | undefined {
	if (nlink <= 1) return undefined;
	return `${path}: expected a file with one name, got one with ${String(nlink)} (hard links), which are all the same file: copy it`;
}
