import {
	closeSync,
	fsyncSync,
	ftruncateSync,
	readdirSync,
	renameSync,
	rmSync,
	writeSync
} from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../engine/core/quote.ts';
import { DiskError, UsageError } from '../arguments/failures.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import { lockFolder, lockProblem } from './folder-lock.ts';
import { makeFolder } from './make-folder.ts';
import {
	codeOf,
	entryAt,
	openNewFile,
	openOwnFile,
	ownEntry,
	readNamedFile,
	readOwnFile,
	sharedProblem
} from './own-files.ts';

/**
 * All files that a run or its resumption may write into its folder, with the `.part` files written
 * first. Upper and lower case are equal: some file systems do not distinguish them.
 */
const WRITTEN =
	/^(metrics\.csv|snapshots|(split\.json|run\.json|checkpoint\.safetensors|((init|final)(\.\d+)?\.safetensors)|(views|settled)(\.\d+)?\.json|settled(\.\d+)?\.csv)(\.part)?)$/i;
const LISTED = 5;

const SHOWN_CHARACTERS = 250;

/** A path as messages show it: very long ones are cut, control characters are left out. */
export const shownPath = (path: string): string => printable(path, SHOWN_CHARACTERS);

function reading(name: string, read: () => Uint8Array): Uint8Array {
	try {
		return read();
	} catch (cause) {
		const reason = shownPath(cause instanceof Error ? cause.message : String(cause));
		throw new UsageError(`${shownPath(name)}: expected a file that can be read: ${reason}`);
	}
}

/** Bytes of a file. @param name option and path as given @throws UsageError if unreadable */
export const readInput = (path: string, name: string): Uint8Array =>
	reading(name, () => readNamedFile(path));

function writing<T>(file: string, write: () => T): T {
	try {
		return write();
	} catch (cause) {
		throw new DiskError(file, cause);
	}
}

function writeAll(file: number, bytes: Uint8Array): void {
	for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** Cleans up after a failure; errors here are ignored, since the user needs the first cause. */
function removeQuietly(path: string): void {
	try {
		rmSync(path, { force: true });
	} catch {
		// The file is left for the next run to remove.
	}
}

/** A file to which text is appended. */
export interface GrowingFile {
	append(text: string): void;
	/** Waits until all text is on the disk. */
	sync(): void;
	close(): void;
}

/**
 * The folder of a run. A file appears under its name complete or not at all. Symbolic links in the
 * folder are never followed.
 */
export class RunFolder {
	readonly path: string;

	constructor(path: string) {
		this.path = path;
	}

	/** The path for messages, long enough to be copied from them. */
	get shown(): string {
		return printable(this.path, 400);
	}

	/** Makes it, if it is not there. @throws DiskError */
	create(): void {
		writing(this.path, () => {
			makeFolder(this.path);
		});
	}

	/** @throws UsageError when it holds anything that a run writes */
	assertFree(): void {
		const held = this.names().filter((name) => WRITTEN.test(name));
		if (held.length === 0) return;
		const run = [FILES.card, FILES.checkpoint].find((name) => held.includes(name));
		if (run === undefined) {
			const more = held.length > LISTED ? ` and ${String(held.length - LISTED)} more` : '';
			const listed = held.slice(0, LISTED).map((name) => shownPath(join(this.path, name)));
			throw new UsageError(
				`--out: expected a folder without files that a run writes, got ${listed.join(', ')}${more}: choose another folder, or move them away`
			);
		}
		const way = this.has(FILES.checkpoint)
			? 'choose another folder, or --resume it'
			: `choose another folder, or remove that run, which has no ${FILES.checkpoint} to go on from`;
		throw new UsageError(`--out: ${this.shown} holds a run already (${run}): ${way}`);
	}

	/** Locks the folder. @param option in messages @returns unlock @throws UsageError, DiskError */
	lock(option: string): () => void {
		return lockFolder(join(this.path, FILES.lock), `${option}: ${this.shown}`);
	}

	/** @param option that named it @throws UsageError while another process writes it, DiskError */
	assertUnlocked(option: string): void {
		const problem = lockProblem(join(this.path, FILES.lock), `${option}: ${this.shown}`);
		if (problem !== undefined) throw new UsageError(problem);
	}

	/** Whether it has an entry of this name: a file, a folder or anything else. */
	has(name: string): boolean {
		return entryAt(join(this.path, name)) !== undefined;
	}

	/**
	 * Checks the kind of every entry that a run reads, writes or removes, before it does so.
	 * @param option that named it
	 * @throws UsageError naming every link, pipe, device, and folder in the place of a file
	 */
	assertSound(option: string): void {
		const own = this.names().filter((name) => WRITTEN.test(name) || name === FILES.lock);
		const snapshots = entryAt(join(this.path, FILES.snapshots));
		const kept = snapshots?.isDirectory() === true ? this.list(FILES.snapshots) : [];
		const names = [...own, ...kept.map((name) => `${FILES.snapshots}/${name}`)];
		const problems = names.flatMap((name) => this.#problemOf(name) ?? []);
		if (problems.length > 0) {
			throw UsageError.of(problems.map((text) => `${option} ${text}`));
		}
	}

	/** Why the lab cannot have written an entry; undefined if it can. */
	#problemOf(name: string): string | undefined {
		const path = join(this.path, name);
		// A folder in place of a `.part` file: the write will fail, and earlier files stay.
		if (name.endsWith('.part') && entryAt(path)?.isDirectory() === true) return undefined;
		try {
			const entry = ownEntry(this.path, name, name === FILES.snapshots ? 'folder' : 'file');
			const isInPlace = entry !== undefined && name === FILES.metrics;
			const problem = isInPlace ? sharedProblem(entry, path) : undefined;
			return problem && shownPath(problem);
		} catch (cause) {
			return shownPath(cause instanceof Error ? cause.message : String(cause));
		}
	}

	/** @throws UsageError if one of these files exists. @param option that named the folder */
	assertAbsent(names: readonly string[], option: string): void {
		const held = names.filter((name) => this.has(name));
		if (held.length === 0) return;
		const listed = held.map((name) => shownPath(join(this.path, name))).join(', ');
		throw new UsageError(
			`${option}: expected names that are free, got ${listed}: choose another, or move what is there`
		);
	}

	/** Makes a folder in it. @throws DiskError */
	makeFolder(name: string): void {
		const path = join(this.path, name);
		writing(path, () => {
			ownEntry(this.path, name, 'folder');
			makeFolder(path);
		});
	}

	/** Names of the files in a subfolder; none if it is absent. @throws UsageError for a link */
	list(name: string): readonly string[] {
		try {
			const entry = ownEntry(this.path, name, 'folder');
			return entry === undefined ? [] : readdirSync(join(this.path, name));
		} catch (cause) {
			throw new UsageError(shownPath(cause instanceof Error ? cause.message : String(cause)));
		}
	}

	/** Removes a file, if it is there. @throws DiskError */
	remove(name: string): void {
		const path = join(this.path, name);
		writing(path, () => {
			if (ownEntry(this.path, name, 'file') !== undefined) rmSync(path);
		});
	}

	/** @throws UsageError when it cannot be read */
	read(name: string): Uint8Array {
		return reading(join(this.path, name), () => readOwnFile(this.path, name));
	}

	/** Replaces a file in one step: a crash leaves the old or the new one. @throws DiskError */
	write(name: string, data: Uint8Array | string): void {
		const path = join(this.path, name);
		const part = `${path}.part`;
		const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
		writing(path, () => {
			ownEntry(this.path, name, 'file');
			// A partial file of a run that was killed.
			if (ownEntry(this.path, `${name}.part`, 'file') !== undefined) rmSync(part);
			const file = openNewFile(part);
			try {
				try {
					writeAll(file, bytes);
					fsyncSync(file);
				} finally {
					closeSync(file);
				}
				renameSync(part, path);
			} catch (cause) {
				removeQuietly(part);
				throw cause;
			}
		});
	}

	/** Opens a file for appending, cut to `keptBytes`. @throws DiskError, as do its methods */
	grow(name: string, keptBytes: number): GrowingFile {
		const path = join(this.path, name);
		const file = writing(path, () => {
			// Not opened to append only: on some systems such a file cannot be cut.
			const opened = openOwnFile(this.path, name);
			ftruncateSync(opened, keptBytes);
			return opened;
		});
		let at = keptBytes;
		return {
			append(text) {
				const bytes = new TextEncoder().encode(text);
				writing(path, () => {
					for (let done = 0; done < bytes.length;) {
						const count = writeSync(file, bytes, done, bytes.length - done, at);
						done += count;
						at += count;
					}
				});
			},
			sync: () => writing(path, () => fsyncSync(file)),
			close: () => writing(path, () => closeSync(file))
		};
	}

	/** Names in the folder; none if it does not exist (`create` reports other errors). */
	names(): readonly string[] {
		try {
			return readdirSync(this.path);
		} catch (cause) {
			if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return [];
			throw new DiskError(this.path, cause);
		}
	}
}
