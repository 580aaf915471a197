import text from 'virtual:wasm-kernels';
import type { Kernel, KernelModule } from './kernel-module.ts';
import { LabError, toPlainError } from '../engine/core/lab-error.ts';

const PAGE_BYTES = 65536;
/** 4 GiB, as far as addresses of 32 bits reach. */
const MAX_PAGES = 65536;

let compiled: Promise<WebAssembly.Module> | undefined;

const isKernel = (value: unknown): value is Kernel => typeof value === 'function';

/**
 * A policy of the server may refuse to compile (it must have 'wasm-unsafe-eval' in script-src), old
 * browsers have no SIMD, and some are set to have no WebAssembly.
 */
async function compile(): Promise<WebAssembly.Module> {
	if (!('WebAssembly' in globalThis)) {
		throw new LabError('no-wasm', 'this browser has no WebAssembly here');
	}
	const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
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

/**
 * The kernels on a memory of their own with at least so many bytes for tensors. Compiled once.
 * @throws LabError `size-limit` where there is no such memory, `no-wasm`
 */
export async function loadKernels(bytes: number): Promise<KernelModule> {
	compiled ??= compile();
	const wasm = await compiled;
	// The kernels' own constants take far less than a page.
	const pages = Math.ceil(bytes / PAGE_BYTES) + 1;
	if (pages > MAX_PAGES) throw tooLarge(bytes);
	let memory: WebAssembly.Memory;
	try {
		memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
	} catch (cause) {
		throw tooLarge(bytes, toPlainError(cause).message);
	}
	const { exports } = await WebAssembly.instantiate(wasm, { env: { memory } });
	const kernels = new Map<string, Kernel>();
	for (const [name, value] of Object.entries(exports))
		if (isKernel(value)) kernels.set(name, value);
	return { memory: memory.buffer, start: kernels.get('memoryStart')?.() ?? 0, kernels };
}

const tooLarge = (bytes: number, details = '') =>
	new LabError(
		'size-limit',
		`WebAssembly memory: expected at most 4 GiB that this machine can give, got ${String(bytes)} bytes`,
		details
	);
