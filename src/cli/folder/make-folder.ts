import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './own-files.ts';

function isThere(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Makes a folder and those above it. Node's own `recursive` never returns where a file system
 * answers ENOENT for a folder that cannot be made although the one above it is there, as /proc does
 * (Node 20.20).
 * @param path absolute
 * @throws Error of the system
 */
export function makeFolder(path: string): void {
	const missing: string[] = [];
	for (let at = path; !isThere(at); at = dirname(at)) {
		missing.push(at);
		if (dirname(at) === at) break;
	}
	for (const folder of missing.toReversed()) {
		try {
			mkdirSync(folder);
		} catch (cause) {
			// Another process has made it meanwhile.
			if (codeOf(cause) !== 'EEXIST') throw cause;
		}
	}
	// The path is a file: mkdir throws the error of the system for that.
	if (!statSync(path).isDirectory()) mkdirSync(path);
}
