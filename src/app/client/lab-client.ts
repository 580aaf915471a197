import * as Comlink from 'comlink';
import { LabError, toPlainError, type PlainError } from '../../engine/core/lab-error.ts';
import { Lifetime } from '../../engine/core/lifetime.ts';
import type { TelemetryMessage } from '../../engine/core/telemetry.ts';
import type { LabApi, Result } from '../../worker/lab-api.ts';

/** The worker's commands as the page sees them. */
export type RemoteLab = Comlink.Remote<LabApi>;

/** What the client tells its owner. */
export interface LabClientEvents {
	/** A frame, status or checkpoint; a frame is acknowledged when this returns. */
	message(message: TelemetryMessage): void;
	/** The worker is gone; nothing answers any more until `spawn`. */
	crashed(error: PlainError): void;
}

interface Connection {
	readonly worker: Worker;
	readonly remote: RemoteLab;
	readonly port: MessagePort;
	/** Ends with the worker, and with it every pending command: Comlink itself would wait for ever. */
	readonly lifetime: Lifetime;
}

/** @param name unique over all tabs of the origin: the lock that the worker holds while it lives bears it too */
function spawnWorker(name: string): Worker {
	return new Worker(new URL('../../worker/lab.worker.ts', import.meta.url), {
		type: 'module',
		name
	});
}

/** Calls back when a worker that holds its lock has ended, in whatever way. */
async function onEnd(name: string, ended: () => void): Promise<void> {
	if ('locks' in navigator) await navigator.locks.request(name, ended);
}

/** Owns the worker's life: spawns it, wraps it, acknowledges its frames, notices its death. */
export class LabClient {
	readonly #events: LabClientEvents;
	#connection: Connection | undefined;

	constructor(events: LabClientEvents) {
		this.#events = events;
	}

	/** Starts a worker, ending the one before. */
	spawn(): void {
		this.dispose();
		const name = `grokking-lab-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
		const worker = spawnWorker(name);
		const remote = Comlink.wrap<LabApi>(worker);
		const channel = new MessageChannel();
		const port = channel.port1;
		port.onmessage = (event: MessageEvent<TelemetryMessage>) => {
			this.#receive(port, event.data);
		};
		// Comlink queues in order: `connect` is handled before any command sent later.
		const connected = remote.connect(Comlink.transfer(channel.port2, [channel.port2]));
		const lifetime = new Lifetime();
		const report = (details: string) => {
			const message = 'The worker that trains the network stopped unexpectedly.';
			const error = new LabError('worker-crashed', message, details);
			lifetime.end(error);
			if (this.#connection?.worker !== worker) return;
			this.dispose();
			this.#events.crashed(toPlainError(error));
		};
		worker.addEventListener('error', (event) => {
			report(event.message);
		});
		worker.addEventListener('messageerror', () => {
			report('A message could not be read.');
		});
		void connected.then(() =>
			onEnd(name, () => {
				report('It ended without a word.');
			})
		);
		this.#connection = { worker, remote, port, lifetime };
	}

	/** Runs a command. A dead worker, or a command that throws, becomes an error result. */
	async call<T>(command: (remote: RemoteLab) => Promise<Result<T>>): Promise<Result<T>> {
		const connection = this.#connection;
		if (connection === undefined) {
			const message = 'No worker is running.';
			return { ok: false, error: { code: 'worker-crashed', message, details: '' } };
		}
		try {
			return await connection.lifetime.guard(command(connection.remote));
		} catch (thrown) {
			return { ok: false, error: toPlainError(thrown) };
		}
	}

	/** `call` for a command that answers nothing. */
	async command(command: (remote: RemoteLab) => Promise<void>): Promise<Result<null>> {
		return this.call(async (remote) => {
			await command(remote);
			return { ok: true, value: null };
		});
	}

	/** Ends the worker. The proxy is released first, or its pending calls would leak. */
	dispose(): void {
		const connection = this.#connection;
		if (connection === undefined) return;
		this.#connection = undefined;
		connection.port.close();
		connection.remote[Comlink.releaseProxy]();
		connection.worker.terminate();
	}

	#receive(port: MessagePort, message: TelemetryMessage): void {
		this.#events.message(message);
		if (message.type === 'frame') port.postMessage({ acknowledge: message.id });
	}
}
