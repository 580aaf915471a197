import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-command.mjs';

const OPS = 'src/engine/ops';
/** What kernels share: imported by them, no entries but the one that says where memory begins. */
const SHARED = `${OPS}/wasm/`;
const MEMORY_START = `${SHARED}memory-start.as.ts`;
const SOURCE = '.as.ts';
const CACHE = join(ROOT, '.cache/wasm');
const MODULE = 'virtual:wasm-kernels';

/** No relaxed SIMD: its results differ between machines. */
const OPTIONS = [
	'-O3',
	'--runtime',
	'stub',
	'--enable',
	'simd',
	'--noAssert',
	'--importMemory',
	'--baseDir',
	ROOT
];

/** @returns {readonly string[]} sources of kernels, from the root, sorted */
function sources() {
	return readdirSync(join(ROOT, OPS), { recursive: true, encoding: 'utf8' })
		.map((file) => `${OPS}/${file.replaceAll('\\', '/')}`)
		.filter((file) => file.endsWith(SOURCE))
		.sort();
}

/** @param {readonly string[]} files */
function hashOf(files) {
	const hash = createHash('sha256').update(OPTIONS.slice(0, -1).join(' '));
	for (const file of [...files, 'node_modules/assemblyscript/package.json']) {
		hash.update(file).update(readFileSync(join(ROOT, file)));
	}
	return hash.digest('hex').slice(0, 16);
}

/**
 * Compiles the kernels in AssemblyScript beside the ops into one WebAssembly module, unless these
 * very sources were compiled before. Safe to call from several processes at a time.
 * @returns {Promise<Buffer>} the module
 * @throws {Error} with the compiler's messages
 */
async function compileKernels() {
	const files = sources();
	const file = join(CACHE, `kernels-${hashOf(files)}.wasm`);
	if (!existsSync(file)) {
		// A package: it is there only after the installation.
		const { main } = await import('assemblyscript/asc');
		mkdirSync(CACHE, { recursive: true });
		const own = `${file}.${process.pid}`;
		const entries = files.filter((one) => !one.startsWith(SHARED) || one === MEMORY_START);
		const { error, stderr } = await main([...entries, '--outFile', own, ...OPTIONS]);
		if (error) throw new Error(`kernels in WebAssembly: ${stderr.toString()}`, { cause: error });
		renameSync(own, file);
	}
	return readFileSync(file);
}

/**
 * The module as text in base64, so that the page fetches nothing for it: `import text from
 * 'virtual:wasm-kernels'`.
 * @returns {import('vite').Plugin}
 */
export function wasmKernels() {
	return {
		name: 'wasm-kernels',
		resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
		async load(id) {
			if (id !== `\0${MODULE}`) return undefined;
			for (const file of sources()) this.addWatchFile(join(ROOT, file));
			return `export default '${(await compileKernels()).toString('base64')}';`;
		}
	};
}
