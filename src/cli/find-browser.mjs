import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';

const COMMANDS = [
	'chromium',
	'chromium-browser',
	'google-chrome',
	'google-chrome-stable',
	'chrome',
	'microsoft-edge',
	'microsoft-edge-stable'
];

const MAC_PROGRAMS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

const WINDOWS_PROGRAMS = [
	'Google\\Chrome\\Application\\chrome.exe',
	'Microsoft\\Edge\\Application\\msedge.exe',
	'Chromium\\Application\\chrome.exe'
];

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/** @param {Environment} environment */
function linuxPlaces(environment) {
	const folders = [
		...(environment['PATH'] ?? '').split(':'),
		'/usr/bin',
		'/usr/local/bin',
		'/snap/bin'
	];
	return [
		...folders
			.filter((folder) => folder !== '')
			.flatMap((folder) => COMMANDS.map((command) => posix.join(folder, command))),
		'/opt/google/chrome/chrome',
		'/opt/microsoft/msedge/msedge'
	];
}

/** @param {Environment} environment */
function macPlaces(environment) {
	return ['/Applications', posix.join(environment['HOME'] ?? '/', 'Applications')].flatMap(
		(folder) =>
			MAC_PROGRAMS.map((name) => posix.join(folder, `${name}.app`, 'Contents/MacOS', name))
	);
}

/** @param {Environment} environment */
function windowsPlaces(environment) {
	return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
		const folder = environment[variable];
		return folder === undefined
			? []
			: WINDOWS_PROGRAMS.map((program) => win32.join(folder, program));
	});
}

/**
 * Files that may be Chrome, Chromium or Edge, best first.
 * @param {string} platform as in `process.platform`
 * @param {Environment} environment
 * @returns {string[]}
 */
export function browserPlaces(platform, environment) {
	if (platform === 'win32') return windowsPlaces(environment);
	if (platform === 'darwin') return macPlaces(environment);
	return linuxPlaces(environment);
}

/**
 * The browser for the end-to-end tests: CHROME_PATH where it is set, else the first one installed.
 * @returns {string | undefined} its executable
 * @throws {Error} when CHROME_PATH names no file
 */
export function findBrowser() {
	const chosen = process.env['CHROME_PATH'];
	if (chosen !== undefined && chosen !== '') {
		if (existsSync(chosen)) return chosen;
		throw new Error(`CHROME_PATH: expected the path of Chrome, Chromium or Edge, got "${chosen}"`);
	}
	return browserPlaces(process.platform, process.env).find((place) => existsSync(place));
}
