/** The compiled kernels in base64 (src/launch/wasm-kernels.mjs). */
declare module 'virtual:wasm-kernels' {
	const text: string;
	// eslint-disable-next-line no-restricted-syntax -- a module of text has nothing to name
	export default text;
}
