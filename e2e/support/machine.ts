import { fileURLToPath } from 'node:url';
import { findBrowser } from '../../src/launch/find-browser.mjs';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const executablePath = findBrowser();

/** How Chromium is started: on its software adapter, which every machine has. */
export const CHROMIUM_LAUNCH = {
	...(executablePath === undefined ? {} : { executablePath }),
	args: [
		...(isRoot ? ['--no-sandbox'] : []),
		'--enable-unsafe-webgpu',
		'--use-webgpu-adapter=swiftshader',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync',
		'--no-first-run'
	]
};

/** Serves the built page on a port of its own. */
export function servedBuild(port: number) {
	return {
		command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${String(port)} --strictPort`,
		cwd: fileURLToPath(new URL('../../', import.meta.url)),
		url: `http://127.0.0.1:${String(port)}`,
		reuseExistingServer: false
	};
}
