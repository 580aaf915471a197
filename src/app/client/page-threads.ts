import type { ThreadReport, ThreadRequest } from '../../host/thread-request.ts';

const SCRIPT = 'text/javascript';

/** Starts a classic worker, from data where the browser makes no address for a blob. */
function workerOf(script: string): { readonly thread: Worker; readonly forget: () => void } {
	let url: string;
	try {
		url = URL.createObjectURL(new Blob([script], { type: SCRIPT }));
	} catch {
		const thread = new Worker(`data:${SCRIPT},${encodeURIComponent(script)}`);
		return { thread, forget: () => undefined };
	}
	const forget = () => {
		URL.revokeObjectURL(url);
	};
	try {
		return { thread: new Worker(url), forget };
	} catch (thrown) {
		forget();
		throw thrown;
	}
}

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
		let worker: ReturnType<typeof workerOf>;
		try {
			worker = workerOf(threadScript);
		} catch (thrown) {
			report({ failure: String(thrown) });
			return;
		}
		const { thread, forget } = worker;
		const end = () => {
			this.#running.delete(end);
			thread.terminate();
			port.close();
			forget();
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
