import { kernelFile } from './kernel-file.ts';
import { kernelsOf } from './kernels-of.ts';
import type { KernelModule } from './kernel-module.ts';
import { LabError, toPlainError } from '../engine/core/lab-error.ts';

const PAGE_BYTES = 65536;
/** 4 GiB, as far as addresses of 32 bits reach. */
const MAX_PAGES = 65536;

/** The compiled modules: for a memory of one thread, and for one that threads share. */
const compiled = new Map<boolean, Promise<WebAssembly.Module>>();

/** The kernels in base64: one of two files, as the memory is. @throws LabError `no-kernels` */
const load = (isShared: boolean): Promise<string> =>
	kernelFile('kernels in WebAssembly', async () =>
		isShared
			? (await import('virtual:shared-wasm-kernels')).sharedKernels
			: (await import('virtual:wasm-kernels')).kernels
	);

/**
 * A policy of the server may refuse to compile (it must have 'wasm-unsafe-eval' in script-src), old
 * browsers have no SIMD, and some are set to have no WebAssembly.
 */
async function compile(base64: string): Promise<WebAssembly.Module> {
	if (!('WebAssembly' in globalThis)) {
		throw new LabError('no-wasm', 'this browser has no WebAssembly here');
	}
	const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
	try {
		return await WebAssembly.compile(bytes);
	} catch (cause) {
		throw new LabError(
			'no-wasm',
			'this browser, or a policy of the page’s server, refuses to compile WebAssembly with SIMD',
			toPlainError(cause).message
		);
	}
}

/** Loaded and compiled once. @throws LabError `no-kernels`, `no-wasm` */
function kernelsFor(isShared: boolean): Promise<WebAssembly.Module> {
	const known = compiled.get(isShared);
	if (known !== undefined) return known;
	const module = load(isShared).then(compile);
	compiled.set(isShared, module);
	return module;
}

/** The kernels, and what other threads need to run them on the same memory. */
export interface LoadedKernels extends KernelModule {
	readonly module: WebAssembly.Module;
	readonly wasmMemory: WebAssembly.Memory;
}

/**
 * The kernels on a memory of their own with at least so many bytes for tensors.
 * @param isShared whether threads share the memory
 * @throws LabError `size-limit` where there is no such memory, `no-kernels`, `no-wasm`
 */
export async function instantiateKernels(bytes: number, isShared: boolean): Promise<LoadedKernels> {
	const module = await kernelsFor(isShared);
	// The kernels' own constants take far less than a page.
	const pages = Math.ceil(bytes / PAGE_BYTES) + 1;
	if (pages > MAX_PAGES) throw tooLarge(bytes);
	let memory: WebAssembly.Memory;
	try {
		memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: isShared });
	} catch (cause) {
		throw tooLarge(bytes, toPlainError(cause).message);
	}
	const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
	const kernels = kernelsOf(exports);
	const start = kernels.get('memoryStart')?.() ?? 0;
	return { memory: memory.buffer, start, kernels, module, wasmMemory: memory };
}

/** The kernels on one thread. @throws LabError `size-limit` */
export const loadKernels = (bytes: number): Promise<KernelModule> =>
	instantiateKernels(bytes, false);

const tooLarge = (bytes: number, details = '') =>
	new LabError(
		'size-limit',
		`WebAssembly memory: the run needs ${String(bytes)} bytes, expected at most 4 GiB and no more than this machine can give`,
		details
	);
