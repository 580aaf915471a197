import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/**
 * A browser for the tests, and the names of its programs.
 * @typedef {object} BrowserKind
 * @property {string} names in messages
 * @property {string} variable of the environment that names an executable
 * @property {readonly string[]} debianPackages
 * @property {readonly string[]} commands on Linux, best first
 * @property {readonly string[]} linuxPlaces outside the folders of commands
 * @property {readonly string[]} macPrograms below an application folder
 * @property {readonly string[]} windowsPrograms below a program folder
 */

/** @type {BrowserKind} */
export const CHROMIUM = {
	names: 'Google Chrome, Chromium or Microsoft Edge',
	variable: 'CHROME_PATH',
	debianPackages: ['chromium'],
	commands: [
		'chromium',
		'chromium-browser',
		'google-chrome',
		'google-chrome-stable',
		'chrome',
		'microsoft-edge',
		'microsoft-edge-stable'
	],
	linuxPlaces: ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'],
	macPrograms: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
		(name) => `${name}.app/Contents/MacOS/${name}`
	),
	windowsPrograms: [
		'Google\\Chrome\\Application\\chrome.exe',
		'Microsoft\\Edge\\Application\\msedge.exe',
		'Chromium\\Application\\chrome.exe'
	]
};

/** @type {BrowserKind} */
export const FIREFOX = {
	names: 'Firefox',
	variable: 'FIREFOX_PATH',
	// Firefox loads the Vulkan loader when a page asks for WebGPU; its package does not require it.
	debianPackages: ['firefox-esr', 'libvulkan1'],
	// Debian's package first: on Ubuntu `firefox` is a snap without access to the software driver.
	commands: ['firefox-esr', 'firefox'],
	linuxPlaces: ['/opt/firefox/firefox'],
	macPrograms: ['Firefox.app/Contents/MacOS/firefox'],
	windowsPrograms: ['Mozilla Firefox\\firefox.exe']
};

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * @param {Environment} environment
 * @param {BrowserKind} kind
 */
function linuxPlaces(environment, kind) {
	const folders = [
		...(environment['PATH'] ?? '').split(':'),
		'/usr/bin',
		'/usr/local/bin',
		'/snap/bin'
	];
	return [
		...folders
			.filter((folder) => folder !== '')
			.flatMap((folder) => kind.commands.map((command) => posix.join(folder, command))),
		...kind.linuxPlaces
	];
}

/**
 * @param {Environment} environment
 * @param {BrowserKind} kind
 */
function macPlaces(environment, kind) {
	return ['/Applications', posix.join(environment['HOME'] ?? '/', 'Applications')].flatMap(
		(folder) => kind.macPrograms.map((program) => posix.join(folder, program))
	);
}

/**
 * @param {Environment} environment
 * @param {BrowserKind} kind
 */
function windowsPlaces(environment, kind) {
	return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
		const folder = environment[variable];
		return folder === undefined
			? []
			: kind.windowsPrograms.map((program) => win32.join(folder, program));
	});
}

/**
 * Files that may be a browser of the kind, best first.
 * @param {string} platform as in `process.platform`
 * @param {Environment} environment
 * @param {BrowserKind} [kind]
 * @returns {string[]}
 */
export function browserPlaces(platform, environment, kind = CHROMIUM) {
	if (platform === 'win32') return windowsPlaces(environment, kind);
	if (platform === 'darwin') return macPlaces(environment, kind);
	return linuxPlaces(environment, kind);
}

/**
 * The browser for the end-to-end tests: the executable in its environment variable if that is set,
 * else the first installed one.
 * @param {BrowserKind} [kind]
 * @returns {string | undefined} its executable
 * @throws {Error} if the file in the variable does not exist
 */
export function findBrowser(kind = CHROMIUM) {
	const chosen = process.env[kind.variable];
	if (chosen !== undefined && chosen !== '') {
		if (existsSync(chosen)) return chosen;
		throw new Error(`${kind.variable}: expected the path of ${kind.names}, got "${chosen}"`);
	}
	return browserPlaces(process.platform, process.env, kind).find((place) => existsSync(place));
}
