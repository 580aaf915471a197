import { existsSync } from 'node:fs';
import { findBrowser } from './find-browser.mjs';
import { runCommand } from './run-command.mjs';

/** Whether we may install Debian's package `chromium`. */
function isDebianRoot() {
	return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

async function installDebianChromium() {
	process.stdout.write("Installing Debian's package chromium ...\n");
	const environment = { DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['update', '-qq'], environment);
	await runCommand(
		'apt-get',
		['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
		environment
	);
}

/**
 * Finds a browser, or installs one where that is ours to do.
 * @returns {Promise<string>} its executable
 * @throws {Error} with one line that says what to install
 */
export async function provideBrowser() {
	const found = findBrowser();
	if (found !== undefined) return found;
	if (isDebianRoot()) {
		await installDebianChromium();
		const installed = findBrowser();
		if (installed !== undefined) return installed;
	}
	throw new Error(
		'No browser found: install Google Chrome, Chromium or Microsoft Edge, or set CHROME_PATH to its executable'
	);
}
