import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where Chrome, Chromium and Edge put their own Vulkan loader and SwiftShader, the GPU that is a CPU. */
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
		// No ldconfig (Alpine, NixOS): taken as "none", which only adds a folder to search.
		return false;
	}
}

/**
 * What Dawn needs on Linux to find any Vulkan driver at all: a loader, the browser's where the system has none, and a
 * folder that Mesa asks for. It must be set before the process starts. What the caller set stays.
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
 * The browser's SwiftShader as the only driver: for machines on which Dawn finds no other, since it hides those.
 * @param {Environment} environment
 * @returns {Record<string, string>} to be added to the environment; empty where the caller named a driver, or none is there
 */
export function softwareDriverEnvironment(environment) {
	if (process.platform !== 'linux' || environment['VK_ICD_FILENAMES'] !== undefined) return {};
	const folder = folderWith(MANIFEST, environment['CHROME_PATH']);
	return folder === undefined ? {} : { VK_ICD_FILENAMES: join(folder, MANIFEST) };
}
