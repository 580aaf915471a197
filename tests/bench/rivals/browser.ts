import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { build, preview } from 'vite';
import { findBrowser } from '../../../src/launch/find-browser.mjs';
import { wasmKernels } from '../../../src/launch/wasm-kernels.mjs';

const PORT = 4474;

/** Threads in WebAssembly, which jax-js uses, need shared memory, and that these headers. */
const ISOLATION = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp'
};

/**
 * Builds a page of the bench beside the product's and serves it; the root is the repository's,
 * whose shaders it has.
 * @param folder of tests/bench, with an index.html
 */
export async function servePage(
	root: string,
	folder: 'rivals' | 'bits'
): Promise<{ address: string; close(): Promise<void> }> {
	const file = `tests/bench/${folder}/index.html`;
	const outDir = join(root, '.cache/bench', folder);
	await build({
		configFile: false,
		root,
		base: './',
		publicDir: false,
		logLevel: 'error',
		plugins: [wasmKernels()],
		worker: { format: 'es', plugins: () => [wasmKernels()] },
		build: {
			outDir,
			emptyOutDir: true,
			target: 'es2023',
			// The threads of tfjs run a function's own text, which needs its outer names.
			minify: false,
			chunkSizeWarningLimit: 10_000,
			rolldownOptions: { input: join(root, file) }
		}
	});
	const server = await preview({
		configFile: false,
		root,
		logLevel: 'error',
		build: { outDir },
		preview: { host: '127.0.0.1', port: PORT, headers: ISOLATION }
	});
	const address = server.resolvedUrls?.local[0];
	if (address === undefined) throw new Error('vite preview: expected an address, got none');
	return { address: `${address}${file}`, close: () => server.close() };
}

/** @param adapter `software`: SwiftShader; `default`: the browser's choice */
export function openBrowser(adapter: 'software' | 'default'): Promise<Browser> {
	const executablePath = findBrowser();
	const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
	return chromium.launch({
		...(executablePath === undefined ? {} : { executablePath }),
		args: [
			...(isRoot ? ['--no-sandbox'] : []),
			'--enable-unsafe-webgpu',
			...(adapter === 'software'
				? ['--use-webgpu-adapter=swiftshader']
				: ['--enable-features=Vulkan']),
			// A first step of jax-js compiles for ten seconds on two cores, after which the
			// watchdog ends the GPU process.
			'--disable-gpu-watchdog',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--no-first-run'
		]
	});
}
