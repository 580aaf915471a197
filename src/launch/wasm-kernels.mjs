import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-command.mjs';

const OPS = 'src/engine/ops';
/** What kernels share: imported by them, no entries but the one that says where memory begins. */
const SHARED = `${OPS}/wasm/`;
const MEMORY_START = `${SHARED}memory-start.as.ts`;
const SOURCE = '.as.ts';
/** The script of a thread that runs kernels. */
const THREAD = 'virtual:kernel-thread';
const CACHE = join(ROOT, '.cache/wasm');
/** Modules of vite that hold the kernels as text: the name of it, and options of the compiler. */
const MODULES = new Map([
	['virtual:wasm-kernels', { name: 'kernels', options: [] }],
	// For a memory that threads share: as large as addresses of 32 bits reach.
	[
		'virtual:shared-wasm-kernels',
		{
			name: 'sharedKernels',
			options: ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536']
		}
	]
]);

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

/**
 * @param {readonly string[]} files
 * @param {readonly string[]} options
 */
function hashOf(files, options) {
	const hash = createHash('sha256').update([...OPTIONS.slice(0, -1), ...options].join(' '));
	for (const file of [...files, 'node_modules/assemblyscript/package.json']) {
		hash.update(file).update(readFileSync(join(ROOT, file)));
	}
	return hash.digest('hex').slice(0, 16);
}

/**
 * Compiles the kernels in AssemblyScript beside the ops into one WebAssembly module, unless these
 * very sources were compiled before. Safe to call from several processes at a time.
 * @param {readonly string[]} options of the compiler, beside those of all modules
 * @returns {Promise<Buffer>} the module
 * @throws {Error} with the compiler's messages
 */
async function compileKernels(options) {
	const files = sources();
	const file = join(CACHE, `kernels-${hashOf(files, options)}.wasm`);
	if (!existsSync(file)) {
		// A package: it is there only after the installation.
		const { main } = await import('assemblyscript/asc');
		mkdirSync(CACHE, { recursive: true });
		const own = `${file}.${process.pid}`;
		const entries = files.filter((one) => !one.startsWith(SHARED) || one === MEMORY_START);
		const { error, stderr } = await main([...entries, '--outFile', own, ...OPTIONS, ...options]);
		if (error) throw new Error(`kernels in WebAssembly: ${stderr.toString()}`, { cause: error });
		renameSync(own, file);
	}
	return readFileSync(file);
}

/**
 * @returns {Promise<string>} src/host/kernel-thread.ts with everything that it imports, as a script
 */
async function threadScript() {
	const { build } = await import('vite');
	const result = await build({
		configFile: false,
		root: ROOT,
		logLevel: 'warn',
		build: {
			lib: { entry: 'src/host/kernel-thread.ts', formats: ['iife'], name: 'thread' },
			write: false,
			target: 'es2023'
		}
	});
	const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
	const [code] = outputs.flatMap((output) => (output.type === 'chunk' ? [output.code] : []));
	if (code === undefined)
		throw new Error('vite: expected a script from kernel-thread.ts, got none');
	return code;
}

/**
 * The module as text in base64, which any bundle can import, for browsers and for Node alike:
 * `import('virtual:wasm-kernels')`.
 * @returns {import('vite').Plugin}
 */
export function wasmKernels() {
	return {
		name: 'wasm-kernels',
		resolveId: (id) => (MODULES.has(id) || id === THREAD ? `\0${id}` : undefined),
		async load(id) {
			if (id === `\0${THREAD}`) {
				return `export const script = ${JSON.stringify(await threadScript())};`;
			}
			const found = MODULES.get(id.slice(1));
			if (found === undefined || !id.startsWith('\0')) return undefined;
			const { name, options } = found;
			for (const file of sources()) this.addWatchFile(join(ROOT, file));
			return `export const ${name} = '${(await compileKernels(options)).toString('base64')}';`;
		}
	};
}
