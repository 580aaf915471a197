import { join } from 'node:path';
import { build, preview } from 'vite';
import { ROOT } from '../../../src/launch/run-command.mjs';

/**
 * Builds the working tree into a folder of its own, since `dist/` may be in use, and serves it.
 * @param {string} folder below the repository's root
 * @param {number} port
 * @throws {Error} when the port is taken
 */
export async function serveBuild(folder, port) {
	const outDir = join(ROOT, folder);
	await build({ root: ROOT, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
	const server = await preview({
		root: ROOT,
		logLevel: 'warn',
		build: { outDir },
		preview: { host: '127.0.0.1', port, strictPort: true }
	});
	const address = server.resolvedUrls?.local[0];
	if (address === undefined) throw new Error('vite preview: expected an address, got none');
	return { server, address };
}
