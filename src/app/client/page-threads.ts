import type { ThreadReport, ThreadRequest } from '../../host/thread-request.ts';

const isRequest = (data: unknown): data is ThreadRequest =>
	typeof data === 'object' && data !== null && 'threadScript' in data;

/**
 * The threads that share the work of a step with the training worker. The page starts them, because
 * a worker in Firefox that starts others may hang (host/browser-threads.ts), and it ends them
 * together with the training worker.
 */
export class PageThreads {
	/** How to end each thread. */
	readonly #running = new Set<() => void>();
	#isDisposed = false;

	/** Starts the threads that this worker asks for. */
	serve(worker: Worker): void {
		worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
			if (isRequest(data) && !this.#isDisposed) this.#start(data);
		});
	}

	/** Ends all threads. */
	dispose(): void {
		this.#isDisposed = true;
		for (const end of this.#running) end();
	}

	#start({ threadScript, start, port }: ThreadRequest): void {
		const report = (message: ThreadReport) => {
			port.postMessage(message);
		};
		const url = URL.createObjectURL(new Blob([threadScript], { type: 'text/javascript' }));
		let thread: Worker;
		try {
			thread = new Worker(url);
		} catch (thrown) {
			URL.revokeObjectURL(url);
			report({ failure: String(thrown) });
			return;
		}
		const end = () => {
			this.#running.delete(end);
			thread.terminate();
			port.close();
			URL.revokeObjectURL(url);
		};
		this.#running.add(end);
		port.onmessage = end;
		thread.addEventListener('message', () => {
			report({});
		});
		thread.addEventListener('error', ({ message }) => {
			report({ failure: message || 'its script could not be loaded' });
		});
		thread.postMessage(start);
	}
}
