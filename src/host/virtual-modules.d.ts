/** The compiled kernels in base64 (src/launch/wasm-kernels.mjs). */
declare module 'virtual:wasm-kernels' {
	export const kernels: string;
}

/** The same, for a memory that threads share. */
declare module 'virtual:shared-wasm-kernels' {
	export const sharedKernels: string;
}

/**
 * The script of a thread that runs kernels (src/host/kernel-thread.ts), with all that it imports.
 */
declare module 'virtual:kernel-thread' {
	export const script: string;
}
