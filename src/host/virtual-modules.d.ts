/** The compiled kernels in base64 (src/launch/wasm-kernels.mjs). */
declare module 'virtual:wasm-kernels' {
	const text: string;
	// eslint-disable-next-line no-restricted-syntax -- a module of text has nothing to name
	export default text;
}

/** The same, for a memory that threads share. */
declare module 'virtual:shared-wasm-kernels' {
	const text: string;
	// eslint-disable-next-line no-restricted-syntax -- a module of text has nothing to name
	export default text;
}

/**
 * The script of a thread that runs kernels (src/host/kernel-thread.ts), with all that it imports.
 */
declare module 'virtual:kernel-thread' {
	const text: string;
	// eslint-disable-next-line no-restricted-syntax -- a module of text has nothing to name
	export default text;
}
