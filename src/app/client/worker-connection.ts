import * as Comlink from 'comlink';
import { LabError, toPlainError } from '../../engine/core/lab-error.ts';
import { Lifetime } from '../../engine/core/lifetime.ts';
import type { TelemetryMessage } from '../../engine/core/telemetry.ts';
import type { LabApi } from '../../worker/lab-api.ts';
import { Heartbeat } from './heartbeat.ts';
import { onLockFree } from './life-watch.ts';
import { LOCK_HELD, startWorker } from './start-worker.ts';
import { uniqueName } from './unique-name.ts';

/** The worker's commands as the page sees them. */
export type RemoteLab = Comlink.Remote<LabApi>;

/** A worker is ended after it: its event loop is blocked for good, or it is gone. */
const HUNG_AFTER_MS = 20_000;
/**
 * One kernel of a large run in float64 on the CPU may take minutes; the worker says when it begins
 * one.
 */
const COMPUTING_LIMIT_MS = 300_000;
/** Loading the worker's script may take this long on a slow line. */
const START_LIMIT_MS = 90_000;

/** Events that a connection reports to its owner. */
export interface ConnectionEvents {
	message(message: TelemetryMessage): void;
	/** How long the worker has given no sign of life; 0: it answers. */
	silent(ms: number): void;
	/** The worker is gone. Called once, and never after `dispose`. */
	ended(error: LabError): void;
}

/** What comes on the telemetry port: messages of runs, and signs of life. */
type FromWorker = TelemetryMessage | { readonly alive: true; readonly isComputing?: boolean };

/** One worker from its start to its end. */
export class WorkerConnection {
	/**
	 * Ends with the worker, and with it every pending command: Comlink itself would wait for ever.
	 */
	readonly lifetime = new Lifetime();
	/** Boxed, because a promise would take Comlink's proxy for a promise. */
	readonly remote: Promise<{ readonly lab: RemoteLab }>;
	readonly #events: ConnectionEvents;
	readonly #abort = new AbortController();
	readonly #channel = new MessageChannel();
	readonly #heartbeat: Heartbeat;
	#worker: Worker | undefined;
	#lab: RemoteLab | undefined;
	#isOver = false;
	/** It hears nothing until it has done what it is at. */
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
	 * Ends the worker; what waits for it is answered with the error. The proxy is released first,
	 * or its calls would leak.
	 */
	dispose(error = crashed('It was ended by the page.')): void {
		this.#isOver = true;
		this.#abort.abort();
		this.#heartbeat.stop();
		this.#channel.port1.close();
		this.#lab?.[Comlink.releaseProxy]();
		this.#worker?.terminate();
		this.lifetime.end(error);
	}

	/** Ends the worker as one that died. */
	end(): void {
		this.#end(crashed('It did not answer and was ended by hand.'));
	}

	async #connect(name: string) {
		const worker = await startWorker(name, this.#abort.signal);
		this.#worker = worker;
		if (this.#isOver) {
			// It has started in the very moment of its end.
			worker.terminate();
			throw crashed('It was ended by the page.');
		}
		worker.addEventListener('error', (event) => {
			this.#end(crashed(event.message));
		});
		worker.addEventListener('messageerror', () => {
			this.#end(crashed('A message could not be read.'));
		});
		const endedSilently = () => {
			this.#end(crashed('It ended without a word.'));
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
