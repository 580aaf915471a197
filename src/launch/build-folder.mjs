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
		// It is there, and belongs to another user.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

/**
 * An empty folder for the build that this process serves, and for no other: a build into a folder that a server reads from
 * would give its visitors half of the old page and half of the new one. Folders of processes that have ended are removed.
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
