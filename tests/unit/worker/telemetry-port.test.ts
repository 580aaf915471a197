import { afterEach, expect, test } from 'vitest';
import { TelemetryPort } from '../../../src/worker/telemetry-port.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
	for (const { port1, port2 } of channels.splice(0)) {
		port1.close();
		port2.close();
	}
});

/** A port, and all that the page has received once the port has nothing more to send. */
function connected() {
	const channel = new MessageChannel();
	channels.push(channel);
	const port = new TelemetryPort();
	port.connect(channel.port1);
	const received: unknown[] = [];
	const all = async (count: number) => {
		for (let i = 0; received.length < count && i < 100; i++) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		return received;
	};
	channel.port2.onmessage = ({ data }: MessageEvent<unknown>) => received.push(data);
	return { port, all };
}
const COMPUTING = { alive: true, isComputing: true };
const STATUS = { type: 'status', run: 1, status: { state: 'training' } } as const;

test('beats close together are one, and one that follows a message is sent however close', async () => {
	const { port, all } = connected();
	port.beat(0, true);
	port.beat(100, true);
	port.post(STATUS);
	// To the page the status means that the computation has ended.
	port.beat(200, true);
	port.beat(300, true);
	expect(await all(3)).toEqual([COMPUTING, STATUS, COMPUTING]);
});
