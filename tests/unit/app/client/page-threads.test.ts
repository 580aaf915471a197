import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PageThreads } from '../../../../src/app/client/page-threads.ts';
import { configOf } from '../../../../src/config/preset-config.ts';
import { resolveRun } from '../../../../src/config/resolve.ts';
import { WasmSession } from '../../../../src/engine/backend/wasm/wasm-session.ts';
import { buildRun } from '../../../../src/engine/trainer/build/build-run.ts';
import { browserThreads } from '../../../../src/host/browser-threads.ts';

/** A web worker that begins, or fails, when it gets its first message. It takes no blocks. */
class FakeWorker extends EventTarget {
	static all: FakeWorker[] = [];
	static failure: 'throws' | 'error event' | undefined;
	readonly received: unknown[] = [];
	isTerminated = false;

	constructor() {
		super();
		if (FakeWorker.failure === 'throws') throw new DOMException('not here', 'SecurityError');
		FakeWorker.all.push(this);
	}

	postMessage(message: unknown): void {
		this.received.push(message);
		if (FakeWorker.failure === undefined) {
			this.dispatchEvent(new MessageEvent('message', { data: 'ready' }));
		} else this.fail('');
	}

	fail(message: string): void {
		this.dispatchEvent(Object.assign(new Event('error'), { message }));
	}

	terminate(): void {
		this.isTerminated = true;
	}
}

const { plan } = buildRun(resolveRun(configOf('quick-mlp')));
let pageThreads: PageThreads;

beforeEach(() => {
	vi.stubGlobal('Worker', FakeWorker);
	FakeWorker.failure = undefined;
	// Code of the training worker runs in this process, and its page sees it as this object.
	const training = new Worker('');
	FakeWorker.all = [];
	vi.stubGlobal('postMessage', (data: unknown) => {
		training.dispatchEvent(new MessageEvent('message', { data }));
	});
	pageThreads = new PageThreads();
	pageThreads.serve(training);
});

afterEach(() => {
	pageThreads.dispose();
	vi.unstubAllGlobals();
});

test('the page starts the threads that a session asks for, and ends them with it', async () => {
	const session = await WasmSession.open(plan, browserThreads(3).load);
	expect(FakeWorker.all.map(({ received }) => received)).toEqual([
		[expect.objectContaining({ thread: 1 })],
		[expect.objectContaining({ thread: 2 })]
	]);
	session.run('train', 1);
	expect(FakeWorker.all.map(({ isTerminated }) => isTerminated)).toEqual([false, false]);
	session.dispose();
	await vi.waitFor(() => {
		expect(FakeWorker.all.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
	}, 10_000);
});

test('threads end with the training worker, and none is started after that', async () => {
	const threads = browserThreads(2);
	const session = await WasmSession.open(plan, threads.load);
	pageThreads.dispose();
	expect(FakeWorker.all.map(({ isTerminated }) => isTerminated)).toEqual([true]);
	void WasmSession.open(plan, threads.load);
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(FakeWorker.all).toHaveLength(1);
	session.dispose();
});

test.each(['throws', 'error event'] as const)(
	'one thread computes where the page cannot start another: %s',
	async (failure) => {
		FakeWorker.failure = failure;
		const threads = browserThreads(2);
		const session = await WasmSession.open(plan, threads.load);
		session.run('train', 1);
		expect(threads.count).toBe(1);
		session.dispose();
	}
);

test('a thread that ends by an error ends the run', async () => {
	const threads = browserThreads(2);
	const session = await WasmSession.open(plan, threads.load);
	FakeWorker.all[0]?.fail('out of memory');
	await vi.waitFor(() => {
		expect(threads.count).toBe(1);
	}, 10_000);
	expect(() => {
		session.run('train', 1);
	}).toThrow(expect.objectContaining({ code: 'thread-lost' }));
	session.dispose();
});
