import workerPath from '../../worker/lab.worker.ts?worker&url';
import { LabError } from '../../engine/core/lab-error.ts';

/** What the worker's module posts first of all: from then on it answers. */
const WORKER_STARTED = 'started';
/** What it posts once it holds the lock of its name, which comes free with its end. */
export const LOCK_HELD = 'lock-held';

/**
 * One way to start a worker. `begin` may throw; a worker that cannot load its module says so by an
 * `error` event.
 */
interface Way {
	readonly id: string;
	begin(name: string): Worker;
}

const SCRIPT = 'text/javascript';

/**
 * The worker's module at its whole address: a blob or a data address has no folder that a path
 * could start from.
 */
const address = () => new URL(workerPath, import.meta.url).href;
/** A module that is nothing but the worker's. */
const importing = () => `import ${JSON.stringify(address())};`;

/**
 * The page's Content-Security-Policy holds in a worker that was started from a blob or from data,
 * which inherits it; one that was loaded from a server has only what that server sends. So the
 * server's own address comes last.
 */
const FROM_BLOB: Way = {
	id: 'blob',
	begin(name) {
		const url = URL.createObjectURL(new Blob([importing()], { type: SCRIPT }));
		try {
			return new Worker(url, { type: 'module', name });
		} finally {
			// The worker has its own hold on the blob once its load has begun.
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
 * In a sandboxed frame without `allow-same-origin` the page has an origin of its own, to which its
 * very server is foreign. Chromium 156 starts no module from a blob there, and gives no WebGPU to a
 * classic script from one; a worker from data has both. Firefox 153 starts either. Both need
 * `Access-Control-Allow-Origin` on the worker's file.
 */
const waysHere = (): readonly Way[] =>
	globalThis.origin === 'null' ? [FROM_DATA, FROM_BLOB] : [FROM_BLOB, FROM_DATA, FROM_SERVER];

/** Resolves when the worker's module runs; rejects with words on why it does not. */
function started(worker: Worker, aborted: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const ended = new AbortController();
		const { signal } = ended;
		const settle = (outcome: () => void) => {
			ended.abort();
			outcome();
		};
		const hear = ({ data }: MessageEvent<unknown>) => {
			if (data === WORKER_STARTED) settle(resolve);
		};
		worker.addEventListener('message', hear, { signal });
		worker.addEventListener(
			'error',
			(event) => {
				// A module that could not be fetched gives an event without words.
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
					reject(new Error('it was ended before it had started'));
				});
			},
			{ signal }
		);
	});
}

/**
 * Starts the training worker in the first way that works in this place.
 * @param name of the worker
 * @param aborted ends the attempt, and the worker with it
 * @throws LabError `no-worker` when there is none, with what each way came to in its details
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
