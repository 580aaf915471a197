import { blockRunner } from './block-runner.ts';
import { BlockQueue } from './block-queue.ts';
import { kernelsOf } from './kernels-of.ts';
import type { ThreadStart } from './thread-start.ts';

/**
 * The script of a thread, bundled as text (src/launch/wasm-kernels.mjs). It gets one message, takes
 * blocks until the queue is stopped, and then ends by itself.
 */
globalThis.onmessage = ({ data }: MessageEvent<ThreadStart>) => {
	const { module, memory, calls, queue, thread } = data;
	const { exports } = new WebAssembly.Instance(module, { env: { memory } });
	const runBlock = blockRunner(calls, kernelsOf(exports), thread);
	globalThis.postMessage('ready');
	new BlockQueue(queue).serve(runBlock);
};
