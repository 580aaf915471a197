/** Takes addresses in bytes and numbers; kernels return nothing, `memoryStart` an address. */
export type Kernel = (...args: readonly number[]) => number | undefined;

/**
 * Kernels in WebAssembly on one linear memory. The engine does not use the global `WebAssembly`: a
 * host compiles the kernels and passes them in.
 */
export interface KernelModule {
	readonly memory: ArrayBufferLike;
	/** First byte that the kernels do not use for themselves. */
	readonly start: number;
	readonly kernels: ReadonlyMap<string, Kernel>;
}

/**
 * Kernels on a memory with at least `bytes` bytes from `start` on.
 * @throws LabError `size-limit`
 */
export type LoadKernels = (bytes: number) => Promise<KernelModule>;
