/** Takes addresses in bytes and numbers; kernels return nothing, `memoryStart` an address. */
export type Kernel = (...args: readonly number[]) => number | undefined;

/**
 * A call of a kernel in blocks of its parts. Blocks may run at the same time on several threads.
 */
export interface BlockCall {
	readonly kernel: string;
	/** The arguments in front of the range of parts. */
	readonly args: readonly number[];
	/** Addresses of scratch memory that all threads share: they come after the range. */
	readonly shared: readonly number[];
	/**
	 * Scratch memory of the threads one after the other; its address is the last argument.
	 * Undefined: the kernel takes none.
	 */
	readonly own: { readonly start: number; readonly bytes: number } | undefined;
	readonly parts: number;
	/** Parts of a block; the last one may have fewer. */
	readonly blockParts: number;
}

/** Threads that run the kernels on one memory: the caller's and others. */
export interface KernelTeam {
	/**
	 * Runs one of the calls that the team was started with, and returns when all its blocks have
	 * ended. The caller's thread takes blocks as the others do.
	 * @throws LabError `thread-lost` when another thread has failed
	 */
	run(call: number): void;
	/** Ends the other threads. */
	dispose(): void;
}

/**
 * Kernels in WebAssembly on one linear memory. The engine does not use the global `WebAssembly`: a
 * host compiles the kernels and passes them in.
 */
export interface KernelModule {
	readonly memory: ArrayBufferLike;
	/** First byte that the kernels do not use for themselves. */
	readonly start: number;
	readonly kernels: ReadonlyMap<string, Kernel>;
	/**
	 * Starts threads for these calls. Undefined where there is only one thread; a host on which
	 * threads cannot be started resolves to undefined.
	 */
	readonly startTeam?: (calls: readonly BlockCall[]) => Promise<KernelTeam | undefined>;
}

/**
 * Kernels on a memory with at least `bytes` bytes from `start` on.
 * @throws LabError `size-limit`
 */
export type LoadKernels = (bytes: number) => Promise<KernelModule>;
