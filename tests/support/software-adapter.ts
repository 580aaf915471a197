import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
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

function folderWith(file: string, chromePath: string | undefined): string | undefined {
	const own =
		chromePath === undefined || !existsSync(chromePath) ? [] : [dirname(realpathSync(chromePath))];
	return [...own, ...BROWSER_FOLDERS].find((folder) => existsSync(join(folder, file)));
}

function systemHasLoader(): boolean {
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
 * Environment in which Dawn finds a software adapter on Linux without a GPU: the manifest of SwiftShader and, where the
 * system has no Vulkan loader, the browser's. Both must be set before the process starts. What the caller set stays.
 */
export function softwareAdapterEnvironment(
	environment: NodeJS.ProcessEnv = process.env
): Record<string, string> {
	if (process.platform !== 'linux') return {};
	const chromePath = environment['CHROME_PATH'];
	const result: Record<string, string> = {};
	const manifestFolder = folderWith(MANIFEST, chromePath);
	if (environment['VK_ICD_FILENAMES'] === undefined && manifestFolder !== undefined) {
		result['VK_ICD_FILENAMES'] = join(manifestFolder, MANIFEST);
	}
	const loaderFolder = folderWith(LOADER, chromePath);
	if (loaderFolder !== undefined && !systemHasLoader()) {
		const before = environment['LD_LIBRARY_PATH'];
		result['LD_LIBRARY_PATH'] = before ? `${before}:${loaderFolder}` : loaderFolder;
	}
	return result;
}
