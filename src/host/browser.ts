import type { Host } from './host.ts';

/**
 * Folder of code that kernels share. Its files are named `lib/<stem>`; other folders do not appear
 * in names.
 */
const LIBRARY = '/shaders/lib/';

/** WGSL text by stem, bundled with the page so that nothing is fetched. */
function bundledShaders(): Readonly<Record<string, string>> {
	const files: Readonly<Record<string, string>> = import.meta.glob('/shaders/**/*.wgsl', {
		query: '?raw',
		import: 'default',
		eager: true
	});
	return Object.freeze(
		Object.fromEntries(
			Object.entries(files).map(([path, text]) => [
				(path.startsWith(LIBRARY) ? 'lib/' : '') +
					path.slice(path.lastIndexOf('/') + 1, -'.wgsl'.length),
				text
			])
		)
	);
}

/** WebGPU; undefined if this browser or context has none, or if a policy makes its getter throw. */
function webGpu(): GPU | undefined {
	try {
		return 'gpu' in navigator ? navigator.gpu : undefined;
	} catch {
		return undefined;
	}
}

/** The engine's host in a Worker. `gpu` is undefined if this browser or context has no WebGPU. */
export function createBrowserHost(): Host & {
	readonly yield: () => Promise<void>;
	readonly wait: (ms: number) => Promise<void>;
} {
	// A message channel, because nested timeouts are clamped to 4 ms.
	const { port1, port2 } = new MessageChannel();
	const waiting: (() => void)[] = [];
	port1.onmessage = () => {
		waiting.shift()?.();
	};
	return {
		gpu: webGpu(),
		shaders: bundledShaders(),
		now: () => performance.now(),
		yield: () =>
			new Promise((resolve) => {
				waiting.push(resolve);
				port2.postMessage(0);
			}),
		wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms))
	};
}
