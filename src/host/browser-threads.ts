import { KernelThreads, type StartThread } from './kernel-threads.ts';

const startThread: StartThread = (script, { ready, failed }) => {
	const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
	const worker = new Worker(url);
	worker.addEventListener('message', () => {
		URL.revokeObjectURL(url);
		ready();
	});
	worker.addEventListener('error', ({ message }) => {
		failed(message || 'its script could not be loaded');
	});
	return {
		post: (start) => {
			worker.postMessage(start);
		},
		end: () => {
			worker.terminate();
		}
	};
};

/**
 * Threads where memory may be shared: on a page that is isolated from others by the headers of its
 * server, in Chromium. In Firefox 153 about one load in thirty stopped for good while the threads
 * of a session began or computed, and Safari has not been tried. `userAgentData` is Chromium's
 * alone. One core is left for the page itself where there are more than two.
 */
function threadsHere(): number {
	// Tests run the worker's code in Node.
	if (!('crossOriginIsolated' in globalThis) || !crossOriginIsolated) return 1;
	if (!('userAgentData' in navigator)) return 1;
	const cores = navigator.hardwareConcurrency;
	return cores > 2 ? cores - 1 : cores;
}

/**
 * Kernels on workers of the worker that trains.
 * @param count threads in all; by default as many as may share memory here
 */
export const browserThreads = (count = threadsHere()): KernelThreads =>
	new KernelThreads(count, startThread);
