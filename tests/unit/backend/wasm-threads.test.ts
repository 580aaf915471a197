import { expect, test } from 'vitest';
import { WasmSession } from '../../../src/engine/backend/wasm/wasm-session.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { Trainer } from '../../../src/engine/trainer/train/trainer.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { KernelThreads } from '../../../src/host/kernel-threads.ts';
import { nodeThreads } from '../../../src/host/node-threads.ts';

const STEPS = 50;

async function weightsAfter(preset: 'quick-mlp' | 'quick-start', threads: KernelThreads) {
	const run = buildRun(resolveRun(configOf(preset)));
	const session = await WasmSession.open(run.plan, threads.load);
	try {
		const clock = { now: () => performance.now(), yield: () => Promise.resolve() };
		const trainer = new Trainer(run, session, clock);
		await trainer.train({ until: STEPS, shouldStop: () => false, onBurst: () => undefined });
		const [weights, gradients] = await session.read([
			{ name: 'parameters' },
			{ name: 'gradients' }
		]);
		return { weights, gradients };
	} finally {
		session.dispose();
	}
}

test.each(['quick-mlp', 'quick-start'] as const)(
	'%s: 1 to 4 threads give the same bits',
	async (preset) => {
		const expected = await weightsAfter(preset, nodeThreads(1));
		for (const count of [2, 3, 4]) {
			const threads = nodeThreads(count);
			expect(await weightsAfter(preset, threads)).toEqual(expected);
			expect(threads.count).toBe(count);
		}
	}
);

test('a host that starts no threads computes the same on one', async () => {
	const threads = new KernelThreads(2, () => {
		throw new Error('no threads here');
	});
	const expected = await weightsAfter('quick-mlp', nodeThreads(1));
	expect(await weightsAfter('quick-mlp', threads)).toEqual(expected);
	expect(threads.count).toBe(1);
});

test('a lost thread ends the run with its name, and the next run has one thread', async () => {
	const ends: ((reason: string) => void)[] = [];
	const threads = new KernelThreads(2, (_, { ready, failed }) => {
		ends.push(failed);
		return { post: ready, end: () => undefined };
	});
	const run = buildRun(resolveRun(configOf('quick-mlp')));
	const session = await WasmSession.open(run.plan, threads.load);
	session.run('train', 1);
	ends[0]?.('it ran out of memory');
	expect(() => {
		session.run('train', 1);
	}).toThrow(expect.objectContaining({ code: 'thread-lost' }));
	session.dispose();
	expect(threads.count).toBe(1);
	const expected = await weightsAfter('quick-mlp', nodeThreads(1));
	expect(await weightsAfter('quick-mlp', threads)).toEqual(expected);
});
