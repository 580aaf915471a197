import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as Comlink from 'comlink';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabClient } from '../../../../src/app/client/lab-client.ts';
import { holdLifeLock } from '../../../../src/worker/life-lock.ts';
import type { Result } from '../../../../src/worker/lab-api.ts';

/** A worker that answers on a real Comlink channel, in the place of the browser's. */
class ChannelWorker extends EventTarget {
	static latest: ChannelWorker | undefined;
	/** Addresses that start no worker, with their kind of failure. */
	static refused: Readonly<Record<string, 'throws' | 'error event' | 'silence'>> = {};
	static readonly asked: string[] = [];
	readonly #channel = new MessageChannel();
	/** Its end of the telemetry port. */
	port: MessagePort | undefined;
	isTerminated = false;

	constructor(address: string) {
		super();
		const kind = address.split(':')[0] ?? '';
		ChannelWorker.asked.push(kind);
		const refusal = ChannelWorker.refused[kind];
		if (refusal === 'throws') throw new DOMException('not from here', 'SecurityError');
		ChannelWorker.latest = this;
		Comlink.expose({ connect: () => undefined, weights: () => undefined }, this.#channel.port1);
		this.#channel.port2.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
			this.dispatchEvent(new MessageEvent('message', { data }));
		});
		this.#channel.port2.start();
		queueMicrotask(() => {
			if (refusal === 'error event') this.dispatchEvent(new Event('error'));
			else if (refusal === undefined) this.say('started');
		});
	}

	postMessage(message: unknown, transferred: unknown[] = []): void {
		// The port of `connect` is kept here: Comlink's own end cannot take it over.
		const [port] = transferred;
		if (port instanceof MessagePort) this.port = port;
		else this.#channel.port2.postMessage(message);
	}

	say(data: unknown): void {
		this.dispatchEvent(new MessageEvent('message', { data }));
	}

	die(): void {
		this.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
	}

	terminate(): void {
		this.isTerminated = true;
		this.#channel.port1.close();
		this.#channel.port2.close();
	}
}

let client: LabClient;
const crashed = vi.fn();
const silent = vi.fn();
const page = { visibilityState: 'visible' };

beforeEach(() => {
	vi.stubGlobal('Worker', ChannelWorker);
	vi.stubGlobal('navigator', {});
	vi.stubGlobal('document', page);
	page.visibilityState = 'visible';
	ChannelWorker.refused = {};
	ChannelWorker.asked.length = 0;
	ChannelWorker.latest = undefined;
	crashed.mockReset();
	silent.mockReset();
	client = new LabClient({ message: () => undefined, silent, crashed });
	client.spawn();
});

afterEach(() => {
	client.dispose();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** The worker has started and receives commands. */
const started = () => client.command(() => Promise.resolve());

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
	}, 10_000);
});

test('a worker that dies answers what waits, and whatever comes later', async () => {
	await started();
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

test('what waits for a worker that the page ends is answered, and the page hears of no crash', async () => {
	await started();
	const waiting = client.call(() => new Promise<Result<null>>(() => undefined));
	client.spawn();
	expect(await waiting).toMatchObject({ ok: false, error: { code: 'cancelled' } });
	expect(await started()).toEqual({ ok: true, value: null });
	expect(crashed).not.toHaveBeenCalled();
});

const REFUSALS = ['throws', 'error event'] as const;

test('a place that refuses one way to start a worker is tried by the next', async () => {
	for (const refusal of REFUSALS) {
		for (const [origin, ways] of [
			['https://lab.example', ['blob', 'file', 'data']],
			['null', ['data', 'blob']]
		] as const) {
			vi.stubGlobal('origin', origin);
			for (let count = 0; count < ways.length; count++) {
				ChannelWorker.refused = Object.fromEntries(
					ways.slice(0, count).map((way) => [way, refusal])
				);
				ChannelWorker.asked.length = 0;
				client.spawn();
				expect(await started(), `${origin} ${refusal}`).toMatchObject({ ok: true });
				expect(ChannelWorker.asked).toEqual(ways.slice(0, count + 1));
			}
		}
	}
});

test('where no way starts a worker, the page says so, by name and with every reason', async () => {
	ChannelWorker.refused = { blob: 'throws', file: 'error event', data: 'throws' };
	client.spawn();
	expect(await started()).toMatchObject({ ok: false, error: { code: 'no-worker' } });
	expect(crashed).toHaveBeenCalledOnce();
	const details = JSON.stringify(crashed.mock.calls[0]);
	for (const way of ['blob', 'address', 'data']) expect(details).toContain(`${way}: `);
	vi.stubGlobal('Worker', undefined);
	client.spawn();
	expect(await started()).toMatchObject({ ok: false, error: { code: 'no-worker' } });
});

test('a worker whose script never comes is given up', async () => {
	vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
	ChannelWorker.refused = { blob: 'silence' };
	client.spawn();
	const answer = started();
	vi.advanceTimersByTime(89_000);
	expect(crashed).not.toHaveBeenCalled();
	vi.advanceTimersByTime(2000);
	expect(await answer).toMatchObject({ ok: false, error: { code: 'no-worker' } });
	expect(ChannelWorker.latest?.isTerminated).toBe(true);
});

test('a worker that hangs is ended, and what waits for it answered', async () => {
	vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
	client.spawn();
	await started();
	const waiting = client.call(() => new Promise<Result<null>>(() => undefined));
	vi.advanceTimersByTime(12_000);
	expect(silent.mock.lastCall?.[0]).toBeGreaterThan(10_000);
	vi.advanceTimersByTime(20_000);
	expect(await waiting).toMatchObject({ ok: false, error: { code: 'worker-crashed' } });
	expect(crashed).toHaveBeenCalledOnce();
	expect(silent.mock.lastCall?.[0]).toBe(0);
	expect(ChannelWorker.latest?.isTerminated).toBe(true);
});

test('a worker that gives signs of life from the midst of long work goes on', async () => {
	vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
	client.spawn();
	await started();
	for (let s = 0; s < 120; s++) {
		vi.advanceTimersByTime(1000);
		ChannelWorker.latest?.port?.postMessage({ alive: true });
		if (s % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
	}
	expect(crashed).not.toHaveBeenCalled();
});

test('a worker that has begun a long piece of work on the CPU is given minutes, until it answers again', async () => {
	vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
	client.spawn();
	await started();
	const say = async (sign: { readonly alive: true; readonly isComputing?: boolean }) => {
		ChannelWorker.latest?.port?.postMessage(sign);
		await new Promise((resolve) => setImmediate(resolve));
	};
	await say({ alive: true, isComputing: true });
	vi.advanceTimersByTime(200_000);
	expect(crashed).not.toHaveBeenCalled();
	await say({ alive: true });
	vi.advanceTimersByTime(25_000);
	expect(crashed).toHaveBeenCalledOnce();
});

test('locks that are missing, denied or throw neither reject nor end a worker', async () => {
	const denials = [
		undefined,
		{ request: () => Promise.reject(new DOMException('denied', 'SecurityError')) },
		{
			request: () => {
				throw new DOMException('denied', 'SecurityError');
			}
		}
	];
	for (const locks of denials) {
		vi.stubGlobal('navigator', { locks });
		client.spawn();
		await started();
		ChannelWorker.latest?.say('lock-held');
		await new Promise((resolve) => setImmediate(resolve));
		expect(await started()).toMatchObject({ ok: true });
		expect(await holdLifeLock('a name')).toBe(false);
	}
	expect(crashed).not.toHaveBeenCalled();
});

test('a lock that comes free tells the end of the worker that has held it', async () => {
	let free: () => void = () => undefined;
	const locks = {
		request: (_: string, granted: () => void) =>
			new Promise<void>((resolve) => {
				free = () => {
					granted();
					resolve();
				};
			})
	};
	vi.stubGlobal('navigator', { locks });
	await started();
	ChannelWorker.latest?.say('lock-held');
	expect(crashed).not.toHaveBeenCalled();
	free();
	expect(crashed).toHaveBeenCalledOnce();
});
