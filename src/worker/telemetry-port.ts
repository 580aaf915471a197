import type { TelemetryMessage } from '../engine/core/telemetry.ts';

const BEAT_EVERY_MS = 500;

interface SignOfLife {
	readonly alive: true;
	/** The next one may be long in coming. */
	readonly isComputing?: boolean;
}

/**
 * The port to the page: posts messages with their arrays transferred, receives acknowledgements,
 * and answers pings, by which the page checks that the worker responds.
 */
export class TelemetryPort {
	#port: MessagePort | undefined;
	#nextId = 1;
	#lastBeatMs = -Infinity;
	/** Called with the id of every frame that the page has dealt with. */
	onAcknowledge: (id: number) => void = () => undefined;

	connect(port: MessagePort): void {
		this.#port = port;
		port.onmessage = ({ data }: MessageEvent<unknown>) => {
			if (typeof data !== 'object' || data === null) return;
			if ('ping' in data) {
				this.#lastBeatMs = -Infinity;
				this.#post({ alive: true });
			} else if ('acknowledge' in data && typeof data.acknowledge === 'number') {
				this.onAcknowledge(data.acknowledge);
			}
		};
	}

	/**
	 * Reports to the page that work begins during which the worker cannot answer pings, so that the
	 * page does not consider it stuck. Calls in quick succession send one message.
	 * @param isLong it may be minutes until the next message
	 */
	beat(nowMs: number, isLong: boolean): void {
		if (nowMs - this.#lastBeatMs < BEAT_EVERY_MS) return;
		this.#lastBeatMs = nowMs;
		this.#post({ alive: true, isComputing: isLong });
	}

	/** Frame ids are never used twice, also not by a later run. */
	nextId(): number {
		return this.#nextId++;
	}

	post(message: TelemetryMessage, transferred: readonly ArrayBufferLike[] = []): void {
		// For the page, any message ends a computation, so the next beat must be sent again.
		this.#lastBeatMs = -Infinity;
		const list = transferred.filter((buffer) => buffer instanceof ArrayBuffer);
		this.#post(message, [...list]);
	}

	#post(message: TelemetryMessage | SignOfLife, list: ArrayBuffer[] = []): void {
		this.#port?.postMessage(message, list);
	}
}
