import {
	closeSync,
	existsSync,
	fsyncSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeSync
} from 'node:fs';
import { join } from 'node:path';
import { DiskError, UsageError } from './failures.ts';
import { lockFolder } from './folder-lock.ts';

/** Names of the files of a run. */
export const FILES = Object.freeze({
	metrics: 'metrics.csv',
	split: 'split.json',
	card: 'run.json',
	checkpoint: 'checkpoint.safetensors',
	snapshots: 'snapshots',
	lock: 'run.lock'
} as const);

/** Name of a replica's own file; where there is one alone, it needs no number. */
export const fileOf = (name: string, ending: string, replica: number, replicas: number): string =>
	replicas > 1 ? `${name}.${String(replica)}.${ending}` : `${name}.${ending}`;

/** Bytes of a file. @param name option and path as the user gave them @throws UsageError when it cannot be read */
export function readInput(path: string, name: string): Uint8Array {
	try {
		return readFileSync(path);
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new UsageError(`${name}: expected a file that can be read: ${reason}`);
	}
}

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

/** Clears up after a failure, whose own cause is what the user must learn. */
function removeQuietly(path: string): void {
	try {
		rmSync(path, { force: true });
	} catch {
		// It stays, and is written over the next time.
	}
}

/** A file that only grows. */
export interface GrowingFile {
	append(text: string): void;
	/** Waits until it is on the disk. */
	sync(): void;
	close(): void;
}

/** The folder of a run. Whole files appear under their name at once, or not at all. */
export class RunFolder {
	readonly path: string;

	constructor(path: string) {
		this.path = path;
	}

	/** Makes it, if it is not there. @throws DiskError */
	create(): void {
		writing(this.path, () => mkdirSync(this.path, { recursive: true }));
	}

	/** @throws UsageError when it holds a run already */
	assertFree(): void {
		const held = [FILES.card, FILES.checkpoint].find((name) => this.has(name));
		if (held !== undefined) {
			throw new UsageError(
				`--out: ${this.path} holds a run already (${held}): choose another folder, or --resume it`
			);
		}
	}

	/** Keeps other processes from writing it. @param option that named it @returns gives it free @throws UsageError, DiskError */
	lock(option: string): () => void {
		return lockFolder(join(this.path, FILES.lock), `${option}: ${this.path}`);
	}

	has(name: string): boolean {
		return existsSync(join(this.path, name));
	}

	/** Makes a folder in it. @throws DiskError */
	makeFolder(name: string): void {
		const path = join(this.path, name);
		writing(path, () => mkdirSync(path, { recursive: true }));
	}

	/** Names of the files of a folder in it; none where it is not there. */
	list(name: string): readonly string[] {
		return this.has(name) ? readdirSync(join(this.path, name)) : [];
	}

	/** Removes a file, if it is there. @throws DiskError */
	remove(name: string): void {
		const path = join(this.path, name);
		writing(path, () => rmSync(path, { force: true }));
	}

	/** @throws UsageError when it cannot be read */
	read(name: string): Uint8Array {
		const path = join(this.path, name);
		return readInput(path, path);
	}

	/** Replaces a file by way of a second one, so that a crash leaves the old or the new. @throws DiskError */
	write(name: string, data: Uint8Array | string): void {
		const path = join(this.path, name);
		const part = `${path}.part`;
		const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
		writing(path, () => {
			try {
				const file = openSync(part, 'w');
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

	/** Opens a file to append to, cut to its first `keptBytes`. @throws DiskError, as do its methods */
	grow(name: string, keptBytes: number): GrowingFile {
		const path = join(this.path, name);
		const file = writing(path, () => {
			// Opened to read and write: `a` would do, but cannot be cut on every system.
			const opened = openSync(path, this.has(name) ? 'r+' : 'w+');
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
}
