import type { Kernel } from './kernel-module.ts';

const isKernel = (value: unknown): value is Kernel => typeof value === 'function';

/** The kernels that a module exports, by name. */
export const kernelsOf = (exports: WebAssembly.Exports): ReadonlyMap<string, Kernel> =>
	new Map(
		Object.entries(exports).flatMap(([name, value]) => (isKernel(value) ? [[name, value]] : []))
	);
