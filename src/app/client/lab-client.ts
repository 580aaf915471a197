import { LabError, toPlainError, type PlainError } from '../../engine/core/lab-error.ts';
import type { TelemetryMessage } from '../../engine/core/telemetry.ts';
import type { Result } from '../../worker/lab-api.ts';
import { WorkerConnection, type RemoteLab } from './worker-connection.ts';

/** Events of the client. */
export interface LabClientEvents {
	/** A frame, status or checkpoint; a frame is acknowledged when this returns. */
	message(message: TelemetryMessage): void;
	/**
	 * How long the worker has been silent while the page was awake, in ms; 0 when it answers again.
	 */
	silent(ms: number): void;
	/** The worker has ended. Commands fail until `spawn`. */
	crashed(error: PlainError): void;
}

/** Starts and ends the worker, forwards its messages, and reports its end. */
export class LabClient {
	readonly #events: LabClientEvents;
	#connection: WorkerConnection | undefined;

	constructor(events: LabClientEvents) {
		this.#events = events;
	}

	/**
	 * Starts a worker after ending the one before, whose pending commands fail with `cancelled`.
	 */
	spawn(): void {
		this.dispose();
		const connection: WorkerConnection = new WorkerConnection({
			message: (message) => {
				this.#events.message(message);
			},
			silent: (ms) => {
				this.#events.silent(ms);
			},
			ended: (error) => {
				if (this.#connection === connection) this.#connection = undefined;
				this.#events.silent(0);
				this.#events.crashed(toPlainError(error));
			}
		});
		this.#connection = connection;
	}

	/** Runs a command. If there is no worker, or the command throws, the result is an error. */
	async call<T>(command: (remote: RemoteLab) => Promise<Result<T>>): Promise<Result<T>> {
		const connection = this.#connection;
		if (connection === undefined) {
			const message = 'No worker is running.';
			return { ok: false, error: { code: 'worker-crashed', message, details: '' } };
		}
		try {
			return await connection.lifetime.guard(connection.remote.then(({ lab }) => command(lab)));
		} catch (thrown) {
			return { ok: false, error: toPlainError(thrown) };
		}
	}

	/** `call` for a command without a result. */
	async command(command: (remote: RemoteLab) => Promise<void>): Promise<Result<null>> {
		return this.call(async (remote) => {
			await command(remote);
			return { ok: true, value: null };
		});
	}

	/** Ends a worker that does not answer, as if it had crashed. */
	end(): void {
		this.#connection?.end();
	}

	/** Ends the worker at once. */
	dispose(): void {
		const connection = this.#connection;
		this.#connection = undefined;
		if (connection === undefined) return;
		connection.dispose(new LabError('cancelled', 'The worker was ended before it had answered.'));
		this.#events.silent(0);
	}
}
