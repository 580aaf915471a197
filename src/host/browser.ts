import type { Host } from './host.ts';
import { kernelFile } from './kernel-file.ts';

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
		loadShaders: () =>
			kernelFile('kernels for WebGPU', async () => (await import('./bundled-shaders.ts')).shaders),
		now: () => performance.now(),
		yield: () =>
			new Promise((resolve) => {
				waiting.push(resolve);
				port2.postMessage(0);
			}),
		wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms))
	};
}
