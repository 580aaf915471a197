import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-command.mjs';

const FOLDERS = join(ROOT, '.cache/start');

/** @param {number} pid */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: the process exists and belongs to another user.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

/**
 * Creates an empty folder for the build that only this process serves. A build into a folder that
 * another server reads from would mix the old page with the new one. Folders of ended processes are
 * removed.
 * @param {string} [folders] where those folders are
 * @returns {string}
 */
export function makeBuildFolder(folders = FOLDERS) {
	mkdirSync(folders, { recursive: true });
	for (const name of readdirSync(folders)) {
		const pid = /^(\d+)-/.exec(name)?.[1];
		if (pid !== undefined && !isAlive(Number(pid))) {
			rmSync(join(folders, name), { recursive: true, force: true });
		}
	}
	return mkdtempSync(join(folders, `${process.pid}-`));
}
