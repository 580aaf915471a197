import { randomUUID } from 'node:crypto';
import { closeSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { printable } from '../../engine/core/quote.ts';
import { DiskError, UsageError } from '../arguments/failures.ts';
import { codeOf, entryAt, openNewFile, readOwnFile } from './own-files.ts';

/**
 * Held by this process: its pid alone is not enough, since in a container every process may have
 * the same.
 */
const held = new Set<string>();

/** A lock without its pid is being taken, or its process died in between. */
const WRITTEN_WITHIN_MS = 2000;

const PID = /^[1-9]\d{0,9}\n$/;

/**
 * Linux: killed, and its parent did not ask how it ended. A container's first process may never
 * ask.
 */
function isZombie(pid: number): boolean {
	try {
		// The name before the state may hold anything, brackets too.
		const [state] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
			.split(') ')
			.slice(-1);
		return state?.startsWith('Z') === true;
	} catch {
		return false;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return !isZombie(pid);
	} catch (cause) {
		// A process of another user is alive too.
		return codeOf(cause) === 'EPERM';
	}
}

/** Content of a lock: the pid of its owner, or none if it is not written yet. */
interface Lock {
	readonly text: string;
	readonly ageMs: number;
}

const textIn = (path: string): string =>
	new TextDecoder().decode(readOwnFile(dirname(path), basename(path)));

function isHeld(path: string, { text, ageMs }: Lock): boolean {
	if (!PID.test(text)) return ageMs < WRITTEN_WITHIN_MS;
	const pid = Number(text);
	return pid === process.pid ? held.has(path) : isAlive(pid);
}

/** @throws UsageError when it is no lock: a link, a pipe, a file of something else */
function readLock(path: string): Lock | undefined {
	try {
		const entry = entryAt(path);
		if (entry === undefined) return undefined;
		const text = textIn(path);
		if (text !== '' && !PID.test(text)) {
			throw new UsageError(
				`${printable(path, 1000)}: expected the number of a process, got ${String(entry.size)} bytes of something else: move that file away`
			);
		}
		return { text, ageMs: Date.now() - entry.mtimeMs };
	} catch (cause) {
		if (codeOf(cause) === 'ENOENT') return undefined;
		if (cause instanceof UsageError) throw cause;
		throw new DiskError(path, cause);
	}
}

/**
 * Why a folder may not be written now; undefined when it may. @param words how it begins: option
 * and folder
 */
export function lockProblem(path: string, words: string): string | undefined {
	const lock = readLock(path);
	if (lock === undefined || !isHeld(path, lock)) return undefined;
	return `${words}: process ${lock.text.trimEnd()} writes this run: wait for its end (if that is no lab, remove ${printable(path, 1000)})`;
}

/** Removes a stale lock by renaming it: if several processes try, the rename of one succeeds. */
function putAside(path: string, stale: Lock): void {
	// An unused name, so that the rename replaces no file.
	const aside = `${path}.${randomUUID()}`;
	try {
		renameSync(path, aside);
		// Another process removed the stale lock first, and this is its new lock: put it back.
		if (textIn(aside) !== stale.text) renameSync(aside, path);
		rmSync(aside, { force: true });
	} catch (cause) {
		if (codeOf(cause) !== 'ENOENT') throw new DiskError(path, cause);
	}
}

/** @returns whether this process has the lock; false if another process has it */
function take(path: string): boolean {
	let file: number;
	try {
		file = openNewFile(path);
	} catch (cause) {
		if (codeOf(cause) === 'EEXIST') return false;
		throw new DiskError(path, cause);
	}
	try {
		writeSync(file, `${String(process.pid)}\n`);
	} catch (cause) {
		rmSync(path, { force: true });
		throw new DiskError(path, cause);
	} finally {
		closeSync(file);
	}
	held.add(path);
	return true;
}

/**
 * Makes sure that one process at a time writes a folder. A lock whose process has ended is stale
 * and is replaced.
 * @param path of the lock file
 * @param words how the refusal begins: option and folder
 * @returns a function that releases the lock
 * @throws UsageError while another process holds it, DiskError
 */
export function lockFolder(path: string, words: string): () => void {
	while (!take(path)) {
		const lock = readLock(path);
		if (lock === undefined) continue;
		const problem = lockProblem(path, words);
		if (problem !== undefined) throw new UsageError(problem);
		putAside(path, lock);
	}
	return () => {
		held.delete(path);
		rmSync(path, { force: true });
	};
}
