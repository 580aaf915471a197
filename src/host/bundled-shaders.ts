/**
 * Folder of code that kernels share. Its files are named `lib/<stem>`; other folders do not appear
 * in names.
 */
const LIBRARY = '/shaders/lib/';

const files: Readonly<Record<string, string>> = import.meta.glob('/shaders/**/*.wgsl', {
	query: '?raw',
	import: 'default',
	eager: true
});

/** WGSL text by stem. Only sessions in WebGPU import this file, so that others do not load it. */
export const shaders: Readonly<Record<string, string>> = Object.freeze(
	Object.fromEntries(
		Object.entries(files).map(([path, text]) => [
			(path.startsWith(LIBRARY) ? 'lib/' : '') +
				path.slice(path.lastIndexOf('/') + 1, -'.wgsl'.length),
			text
		])
	)
);
