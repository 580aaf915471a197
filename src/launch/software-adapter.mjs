import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Folders in which Chrome, Chromium and Edge keep their Vulkan loader and SwiftShader. */
const BROWSER_FOLDERS = [
	'/usr/lib/chromium',
	'/usr/lib/chromium-browser',
	'/opt/google/chrome',
	'/opt/microsoft/msedge'
];
const MANIFEST = 'vk_swiftshader_icd.json';
const LOADER = 'libvulkan.so.1';

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * @param {string} file
 * @param {string | undefined} chromePath
 * @returns {string | undefined}
 */
function folderWith(file, chromePath) {
	const own =
		chromePath === undefined || !existsSync(chromePath) ? [] : [dirname(realpathSync(chromePath))];
	return [...own, ...BROWSER_FOLDERS].find((folder) => existsSync(join(folder, file)));
}

/** @returns {boolean} */
function systemHasLoader() {
	try {
		const path = `${process.env['PATH'] ?? ''}:/sbin:/usr/sbin`;
		const cache = execFileSync('ldconfig', ['-p'], {
			encoding: 'utf8',
			env: { ...process.env, PATH: path },
			stdio: ['ignore', 'pipe', 'ignore']
		});
		return cache.includes(LOADER);
	} catch {
		// Without ldconfig (Alpine, NixOS) assume there is no loader: this only adds a folder.
		return false;
	}
}

/**
 * Variables that Dawn needs on Linux to find a Vulkan driver: the browser's loader if the system
 * has none, and a runtime folder for Mesa. They must be set before the process starts. Variables
 * that the caller has set keep their values.
 * @param {Environment} environment
 * @returns {Record<string, string>} to be added to the environment
 */
export function loaderEnvironment(environment) {
	if (process.platform !== 'linux') return {};
	/** @type {Record<string, string>} */
	const result = {};
	if (environment['XDG_RUNTIME_DIR'] === undefined) result['XDG_RUNTIME_DIR'] = tmpdir();
	const folder = folderWith(LOADER, environment['CHROME_PATH']);
	if (folder !== undefined && !systemHasLoader()) {
		const before = environment['LD_LIBRARY_PATH'];
		result['LD_LIBRARY_PATH'] = before ? `${before}:${folder}` : folder;
	}
	return result;
}

/**
 * Makes the browser's SwiftShader the only driver. Only for machines without another one: the
 * variable hides all other drivers.
 * @param {Environment} environment
 * @returns {Record<string, string>} to be added to the environment; empty if the caller chose a
 *   driver, or if there is no SwiftShader
 */
export function softwareDriverEnvironment(environment) {
	if (process.platform !== 'linux' || environment['VK_ICD_FILENAMES'] !== undefined) return {};
	const folder = folderWith(MANIFEST, environment['CHROME_PATH']);
	return folder === undefined ? {} : { VK_ICD_FILENAMES: join(folder, MANIFEST) };
}
