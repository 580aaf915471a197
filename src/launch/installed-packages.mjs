import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runNpm } from './run-command.mjs';

/**
 * @typedef {{ readonly version?: string, readonly optional?: boolean }} LockedPackage
 * @typedef {{ readonly packages: Readonly<Record<string, LockedPackage>> }} Lock
 */

/**
 * Whether the packages that npm installed are those of the lock. Compared by content, because git
 * changes file times. Optional packages may be missing: they are for other platforms.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 */
export function isInstalled(wanted, installed) {
	return Object.entries(wanted.packages).every(([path, { version, optional }]) => {
		if (path === '') return true;
		const present = installed.packages[path];
		return present === undefined ? optional === true : present.version === version;
	});
}

/**
 * @param {string} path
 * @returns {Lock | undefined}
 */
function readLock(path) {
	return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/**
 * Installs the npm packages when any is missing or of another version.
 * @returns {Promise<boolean>} whether they are there now
 */
export async function installPackages() {
	const wanted = readLock(join(ROOT, 'package-lock.json'));
	const installed = readLock(join(ROOT, 'node_modules/.package-lock.json'));
	if (wanted !== undefined && installed !== undefined && isInstalled(wanted, installed))
		return true;
	process.stdout.write('Installing npm packages ...\n');
	// Under CI or NODE_ENV=production npm would leave out the build tools.
	const command = wanted === undefined ? 'install' : 'ci';
	const code = await runNpm([command, '--include=dev', '--no-audit', '--no-fund']);
	if (code !== 0) process.stderr.write(`npm ${command} failed (exit code ${code}): see above\n`);
	return code === 0;
}
