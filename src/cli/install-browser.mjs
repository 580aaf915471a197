import { existsSync } from 'node:fs';
import { findBrowser } from './find-browser.mjs';
import { runCommand } from './run-command.mjs';

/** @typedef {import('./find-browser.mjs').BrowserKind} BrowserKind */

/** Whether we may install Debian's packages. */
function isDebianRoot() {
	return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

/** @param {readonly string[]} packages */
async function installDebianPackages(packages) {
	process.stdout.write(`Installing Debian's ${packages.join(' and ')} ...\n`);
	const environment = { DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['update', '-qq'], environment);
	await runCommand(
		'apt-get',
		['install', '-y', '-qq', '--no-install-recommends', ...packages],
		environment
	);
}

/**
 * One line that says what to install.
 * @param {BrowserKind} kind
 */
export function describeMissing({ names, variable, debianPackages }) {
	return `${names} was not found: install it (on Debian: ${debianPackages.join(' ')}), or set ${variable} to its executable`;
}

/**
 * Finds a browser, or installs one where that is ours to do.
 * @param {BrowserKind} kind
 * @returns {Promise<string>} its executable
 * @throws {Error} with one line that says what to install
 */
export async function provideBrowser(kind) {
	const found = findBrowser(kind);
	if (found !== undefined) return found;
	if (isDebianRoot()) {
		await installDebianPackages(kind.debianPackages);
		const installed = findBrowser(kind);
		if (installed !== undefined) return installed;
	}
	throw new Error(describeMissing(kind));
}
