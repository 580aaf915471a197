import type { TelemetryMessage } from '../engine/core/telemetry.ts';

/** The port to the page: posts messages with their arrays transferred, and hears acknowledgements. */
export class TelemetryPort {
	#port: MessagePort | undefined;
	#nextId = 1;
	/** Called with the id of every frame that the page has dealt with. */
	onAcknowledge: (id: number) => void = () => undefined;

	connect(port: MessagePort): void {
		this.#port = port;
		port.onmessage = ({ data }: MessageEvent<unknown>) => {
			if (typeof data !== 'object' || data === null || !('acknowledge' in data)) return;
			if (typeof data.acknowledge === 'number') this.onAcknowledge(data.acknowledge);
		};
	}

	/** Frame ids are never used twice, also not by a later run. */
	nextId(): number {
		return this.#nextId++;
	}

	post(message: TelemetryMessage, transferred: readonly ArrayBufferLike[] = []): void {
		const list = transferred.filter((buffer) => buffer instanceof ArrayBuffer);
		this.#port?.postMessage(message, [...list]);
	}
}
