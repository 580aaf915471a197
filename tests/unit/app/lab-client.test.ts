import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as Comlink from 'comlink';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabClient } from '../../../src/app/client/lab-client.ts';
import type { Result } from '../../../src/worker/lab-api.ts';

/** A worker that answers on a real Comlink channel, in the place of the browser's. */
class ChannelWorker extends EventTarget {
	static latest: ChannelWorker | undefined;
	readonly #channel = new MessageChannel();

	constructor() {
		super();
		ChannelWorker.latest = this;
		Comlink.expose({ connect: () => undefined, weights: () => undefined }, this.#channel.port1);
		this.#channel.port2.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
			this.dispatchEvent(new MessageEvent('message', { data }));
		});
		this.#channel.port2.start();
	}

	postMessage(message: unknown): void {
		// What is transferred (the port of `connect`) has nobody to listen to it here.
		if (JSON.stringify(message).includes('connect')) return;
		this.#channel.port2.postMessage(message);
	}

	die(): void {
		this.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
	}

	terminate(): void {
		this.#channel.port1.close();
		this.#channel.port2.close();
	}
}

let client: LabClient;
const crashed = vi.fn();

beforeEach(() => {
	vi.stubGlobal('Worker', ChannelWorker);
	vi.stubGlobal('navigator', {});
	crashed.mockReset();
	client = new LabClient({ message: () => undefined, crashed });
	client.spawn();
});

afterEach(() => {
	client.dispose();
	vi.unstubAllGlobals();
});

test('an answer that was used is kept by nobody, however long the worker lives', async () => {
	setFlagsFromString('--expose_gc');
	const collect: unknown = runInNewContext('gc');
	if (typeof collect !== 'function') throw new Error('gc: expected a function');
	const answers: WeakRef<object>[] = [];
	for (let i = 0; i < 20; i++) {
		await client.call(() => {
			const answer: Result<Uint8Array> = { ok: true, value: new Uint8Array(1000) };
			answers.push(new WeakRef(answer));
			return Promise.resolve(answer);
		});
	}
	await vi.waitFor(() => {
		Reflect.apply(collect, undefined, []);
		const kept = answers.filter((answer) => answer.deref() !== undefined);
		// The last may still be in a register of the loop above.
		expect(kept.length).toBeLessThanOrEqual(1);
	});
});

test('a worker that dies answers what waits, and whatever comes later', async () => {
	const waiting = [1, 2].map(() => client.call(() => new Promise<Result<null>>(() => undefined)));
	ChannelWorker.latest?.die();
	const dead = {
		ok: false,
		error: { code: 'worker-crashed', details: 'out of memory' }
	};
	for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject(dead);
	expect(crashed).toHaveBeenCalledOnce();
	expect(crashed.mock.calls[0]?.[0]).toMatchObject(dead.error);
	const later = await client.call(() => Promise.resolve({ ok: true, value: 1 } as const));
	expect(later).toMatchObject({ ok: false, error: { code: 'worker-crashed' } });
});

test('a command that throws is an error with its words', async () => {
	const answer = await client.command(() => Promise.reject(new Error('no such thing')));
	expect(answer).toMatchObject({ ok: false, error: { message: 'no such thing' } });
	expect(await client.command(() => Promise.resolve())).toEqual({ ok: true, value: null });
});
