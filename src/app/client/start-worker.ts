import workerPath from '../../worker/lab.worker.ts?worker&url';
import { LabError } from '../../engine/core/lab-error.ts';

/** The first message of the worker's module: from then on it answers. */
const WORKER_STARTED = 'started';
/** The message that the worker holds the lock of its name, which is released when it ends. */
export const LOCK_HELD = 'lock-held';

/**
 * One way to start a worker. `begin` may throw; a worker that cannot load its module reports an
 * `error` event.
 */
interface Way {
	readonly id: string;
	begin(name: string): Worker;
}

const SCRIPT = 'text/javascript';

/**
 * The full address of the worker's module: paths relative to a blob or data address do not exist.
 */
const address = () => new URL(workerPath, import.meta.url).href;
/** A module that only imports the worker's module. */
const importing = () => `import ${JSON.stringify(address())};`;

/**
 * A worker started from a blob or from data inherits the page's Content-Security-Policy; one loaded
 * from a server has only the policy that the server sends. So the server's address is tried later.
 */
const FROM_BLOB: Way = {
	id: 'blob',
	begin(name) {
		const url = URL.createObjectURL(new Blob([importing()], { type: SCRIPT }));
		try {
			return new Worker(url, { type: 'module', name });
		} finally {
			// By then the worker has loaded the blob.
			setTimeout(() => {
				URL.revokeObjectURL(url);
			}, REVOKE_AFTER_MS);
		}
	}
};
const REVOKE_AFTER_MS = 60_000;

const FROM_SERVER: Way = {
	id: 'address',
	begin: (name) => new Worker(address(), { type: 'module', name })
};

const FROM_DATA: Way = {
	id: 'data',
	begin: (name) =>
		new Worker(`data:${SCRIPT},${encodeURIComponent(importing())}`, { type: 'module', name })
};

/**
 * In a sandboxed frame without `allow-same-origin` the page has an opaque origin, to which its own
 * server is foreign. There Chromium 156 starts no module from a blob, and gives no WebGPU to a
 * classic script from one; a worker from data has both. Firefox 153 starts either. Both need
 * `Access-Control-Allow-Origin` on the worker's file. Elsewhere data is tried last: the origin of a
 * worker from data is opaque, so it could not import the file of the kernels without that header.
 */
const waysHere = (): readonly Way[] =>
	globalThis.origin === 'null' ? [FROM_DATA, FROM_BLOB] : [FROM_BLOB, FROM_SERVER, FROM_DATA];

/** Resolves when the worker's module runs; rejects with the reason if it does not. */
function started(worker: Worker, aborted: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const ended = new AbortController();
		const { signal } = ended;
		const settle = (outcome: () => void) => {
			ended.abort();
			outcome();
		};
		const onMessage = ({ data }: MessageEvent<unknown>) => {
			if (data === WORKER_STARTED) settle(resolve);
		};
		worker.addEventListener('message', onMessage, { signal });
		worker.addEventListener(
			'error',
			(event) => {
				// If the module could not be fetched, the event has no message.
				const words = event.message || 'its script could not be loaded';
				settle(() => {
					reject(new Error(words));
				});
			},
			{ signal }
		);
		aborted.addEventListener(
			'abort',
			() => {
				settle(() => {
					reject(new Error('it was ended before it started'));
				});
			},
			{ signal }
		);
	});
}

/**
 * Starts the training worker in the first way that works here.
 * @param name of the worker
 * @param aborted ends the attempt and the worker
 * @throws LabError `no-worker` if no way works, with the reason for each in its details
 */
export async function startWorker(name: string, aborted: AbortSignal): Promise<Worker> {
	const problems: string[] = [];
	for (const way of waysHere()) {
		if (aborted.aborted) break;
		let worker: Worker | undefined;
		try {
			worker = way.begin(name);
			await started(worker, aborted);
			return worker;
		} catch (thrown) {
			worker?.terminate();
			problems.push(`${way.id}: ${String(thrown)}`);
		}
	}
	throw new LabError(
		'no-worker',
		`The worker that trains the network could not be started from ${address()}.`,
		problems.join('\n')
	);
}
