import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { KernelThreads, type StartThread } from './kernel-threads.ts';

/** What the script of a web worker finds in a browser. */
const AS_WEB_WORKER = `const { parentPort } = require('node:worker_threads');
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.once('message', (data) => globalThis.onmessage({ data }));
`;

const startThread: StartThread = (script, { ready, failed }) => {
	const worker = new Worker(AS_WEB_WORKER + script, { eval: true });
	worker.on('message', () => {
		// From here on it does not keep the process running.
		worker.unref();
		ready();
	});
	worker.on('error', ({ message }) => {
		failed(message);
	});
	worker.on('exit', (code) => {
		failed(`it ended with exit code ${String(code)}`);
	});
	return {
		post: (start) => {
			worker.postMessage(start);
		},
		end: () => {
			void worker.terminate();
		}
	};
};

/**
 * Kernels on threads of Node.
 * @param count threads in all; by default as many as the process has cores
 */
export const nodeThreads = (count = availableParallelism()): KernelThreads =>
	new KernelThreads(count, startThread);
