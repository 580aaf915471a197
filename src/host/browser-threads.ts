import { KernelThreads, type StartThread } from './kernel-threads.ts';
import type { ThreadReport, ThreadRequest } from './thread-request.ts';

/**
 * Asks the page for a thread (app/client/page-threads.ts). A worker must not start workers itself:
 * in Firefox 153 its `new Worker` sometimes never returns while a debugger listens for workers, as
 * WebDriver does (1 to 3 of 100 calls) and DevTools may. The constructor then waits for the main
 * thread to register the new worker, on a condition variable on which the new thread also sleeps,
 * and `WorkerPrivate::SetIsDebuggerRegistered` wakes only one of the two. When the page starts the
 * worker, the constructor does not wait.
 */
const startThread: StartThread = (script, { ready, failed }) => {
	const { port1, port2 } = new MessageChannel();
	port1.onmessage = ({ data: { failure } }: MessageEvent<ThreadReport>) => {
		if (failure === undefined) ready();
		else failed(failure);
	};
	return {
		post(start) {
			const request: ThreadRequest = { threadScript: script, start, port: port2 };
			globalThis.postMessage(request, { transfer: [port2] });
		},
		end() {
			port1.postMessage('end');
		}
	};
};

/**
 * Threads where memory may be shared: on a page that is isolated from others by the headers of its
 * server. One core is left for the page itself where there are more than two.
 */
function threadsHere(): number {
	// Tests run the worker's code in Node.
	if (!('crossOriginIsolated' in globalThis) || !crossOriginIsolated) return 1;
	const cores = navigator.hardwareConcurrency;
	return cores > 2 ? cores - 1 : cores;
}

/**
 * Kernels in a worker and on threads that its page starts.
 * @param count threads in all; by default as many as may share memory here
 */
export const browserThreads = (count = threadsHere()): KernelThreads =>
	new KernelThreads(count, startThread);
