import * as Comlink from 'comlink';
import { LabError, toPlainError } from '../../engine/core/lab-error.ts';
import { Lifetime } from '../../engine/core/lifetime.ts';
import type { TelemetryMessage } from '../../engine/core/telemetry.ts';
import type { LabApi } from '../../worker/lab-api.ts';
import { Heartbeat } from './heartbeat.ts';
import { PageThreads } from './page-threads.ts';
import { LOCK_HELD, startWorker } from './start-worker.ts';

/** The worker's commands as the page sees them. */
export type RemoteLab = Comlink.Remote<LabApi>;

/** A worker that is silent for longer is ended: its event loop is blocked, or it is gone. */
const HUNG_AFTER_MS = 20_000;
/** In float64 on the CPU one kernel may take minutes. The worker announces it. */
const COMPUTING_LIMIT_MS = 300_000;
/** Limit for loading the worker's script on a slow connection. */
const START_LIMIT_MS = 90_000;

/** Events of a connection. */
export interface ConnectionEvents {
	message(message: TelemetryMessage): void;
	/** How long the worker has been silent, in ms; 0 when it answers again. */
	silent(ms: number): void;
	/** The worker has ended. Called once, and never after `dispose`. */
	ended(error: LabError): void;
}

/** Messages on the telemetry port: telemetry, and answers to pings. */
type FromWorker = TelemetryMessage | { readonly alive: true; readonly isComputing?: boolean };

/** The connection to one worker, from its start to its end. */
export class WorkerConnection {
	/**
	 * Ends with the worker and rejects all pending commands, for which Comlink alone would wait
	 * forever.
	 */
	readonly lifetime = new Lifetime();
	/** In an object, because a promise would treat Comlink's proxy as a promise. */
	readonly remote: Promise<{ readonly lab: RemoteLab }>;
	readonly #events: ConnectionEvents;
	readonly #abort = new AbortController();
	readonly #channel = new MessageChannel();
	readonly #heartbeat: Heartbeat;
	readonly #threads = new PageThreads();
	#worker: Worker | undefined;
	#lab: RemoteLab | undefined;
	#isOver = false;
	/** It announced a long computation and answers no ping until that is done. */
	#isComputing = false;

	constructor(events: ConnectionEvents) {
		this.#events = events;
		const port = this.#channel.port1;
		port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
			this.#heartbeat.beat();
			this.#isComputing = 'alive' in data && data.isComputing === true;
			if (!('alive' in data)) this.#receive(data);
		};
		this.#heartbeat = new Heartbeat({
			ping: () => {
				port.postMessage({ ping: true });
			},
			onSilence: (ms) => {
				this.#onSilence(ms);
			},
			isHidden: () => document.visibilityState === 'hidden',
			now: () => performance.now()
		});
		this.remote = this.#connect(uniqueName('grokking-lab'));
		this.remote.catch((thrown: unknown) => {
			this.#end(thrown instanceof LabError ? thrown : crashed(toPlainError(thrown).message));
		});
	}

	/**
	 * Ends the worker. Pending commands are rejected with the error. The proxy is released first,
	 * or its calls would leak.
	 */
	dispose(error = crashed('It was ended by the page.')): void {
		this.#isOver = true;
		this.#abort.abort();
		this.#heartbeat.stop();
		this.#channel.port1.close();
		this.#lab?.[Comlink.releaseProxy]();
		this.#worker?.terminate();
		this.#threads.dispose();
		this.lifetime.end(error);
	}

	/** Ends the worker as if it had crashed. */
	end(): void {
		this.#end(crashed('It did not answer, and the user ended it.'));
	}

	async #connect(name: string) {
		const worker = await startWorker(name, this.#abort.signal);
		this.#worker = worker;
		if (this.#isOver) {
			// It started while the connection was being ended.
			worker.terminate();
			throw crashed('It was ended by the page.');
		}
		this.#threads.serve(worker);
		worker.addEventListener('error', (event) => {
			this.#end(crashed(event.message));
		});
		worker.addEventListener('messageerror', () => {
			this.#end(crashed('A message could not be read.'));
		});
		const endedSilently = () => {
			this.#end(crashed('It ended without an error message.'));
		};
		worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
			if (data === LOCK_HELD) void onLockFree(name, endedSilently);
		});
		const lab = Comlink.wrap<LabApi>(worker);
		this.#lab = lab;
		this.#heartbeat.beat();
		const { port2 } = this.#channel;
		// Comlink queues in order: `connect` is handled before any command sent later.
		lab.connect(Comlink.transfer(port2, [port2])).catch((thrown: unknown) => {
			this.#end(crashed(toPlainError(thrown).message));
		});
		return { lab };
	}

	#onSilence(ms: number): void {
		const patienceMs = this.#isComputing ? COMPUTING_LIMIT_MS : HUNG_AFTER_MS;
		const limitMs = this.#worker === undefined ? START_LIMIT_MS : patienceMs;
		if (ms < limitMs) {
			if (this.#worker !== undefined) this.#events.silent(ms);
			return;
		}
		const seconds = String(Math.round(ms / 1000));
		this.#end(
			this.#worker === undefined
				? new LabError('no-worker', `The training worker has not started within ${seconds} s.`)
				: crashed(`It has not answered for ${seconds} s, so the page has ended it.`)
		);
	}

	#receive(message: TelemetryMessage): void {
		if (this.#isOver) return;
		this.#events.message(message);
		if (message.type === 'frame') this.#channel.port1.postMessage({ acknowledge: message.id });
	}

	#end(error: LabError): void {
		if (this.#isOver) return;
		this.dispose(error);
		this.#events.ended(error);
	}
}

const crashed = (details: string) =>
	new LabError(
		'worker-crashed',
		'The worker that trains the network stopped unexpectedly.',
		details
	);

let connections = 0;

/** A worker name that no other tab uses: random, or from clocks if there are no random numbers. */
function uniqueName(prefix: string): string {
	connections += 1;
	try {
		return `${prefix}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
	} catch {
		return `${prefix}-${String(Date.now())}-${String(performance.now())}-${String(connections)}`;
	}
}

/**
 * Calls back when the worker that holds this lock has ended, for whatever reason. If locks are
 * missing or denied (a sandboxed or foreign frame) it never does; the heartbeat notices the end.
 */
async function onLockFree(name: string, ended: () => void): Promise<void> {
	try {
		await navigator.locks.request(name, ended);
	} catch {
		// Denied to the page, though the worker got its lock.
	}
}
