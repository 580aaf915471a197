import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { schemasFor } from '../../../src/config/schemas.ts';
import { createFakeLab, lossesOf, type FakeLab } from '../../support/runs/fake-lab.ts';

const toy = [
	['p', 7],
	['d_mlp', 8],
	['steps', 40]
] as const;
const config = toy.reduce(
	(made, [key, value]) => withValue(made, key, value),
	configOf('quick-mlp')
);

const RUN_PARAMS_OF_ANALYSIS = Object.entries(schemasFor(config)).flatMap(([key, { applies }]) =>
	applies === 'analysis' ? [key] : []
);

let fake: FakeLab;

beforeEach(async () => {
	fake = createFakeLab();
	await fake.lab.openDevice('webgpu');
	await fake.lab.load(config, 1);
});

afterEach(() => {
	fake.close();
});

async function untilPaused(count: number): Promise<void> {
	await vi.waitFor(() => {
		expect(fake.statuses().filter(({ state }) => state === 'paused').length).toBe(count);
	}, 10_000);
}

test('steps asked for at once are all done, one after the other', async () => {
	await Promise.all([fake.lab.step(3), fake.lab.step(4)]);
	await vi.waitFor(() => {
		expect(fake.statuses().at(-1)?.state).toBe('paused');
		const done = lossesOf(fake, 1).length;
		// The second begins at the step at which the first was asked to stop.
		expect(done).toBeGreaterThanOrEqual(4);
		expect(done).toBeLessThanOrEqual(7);
		expect(lossesOf(fake, 1).filter(Number.isFinite).length).toBe(done);
	}, 10_000);
});

test('at the budget a run pauses by name, and goes on past it when asked', async () => {
	await fake.lab.train();
	await untilPaused(1);
	expect(fake.statuses().at(-1)).toEqual({ state: 'paused', reason: 'budget' });
	await fake.lab.train();
	await fake.lab.pause();
	await untilPaused(2);
	expect(fake.statuses().at(-1)).toEqual({ state: 'paused', reason: 'user' });
});

test('past the budget a run pauses by name again after as many steps more, and again', async () => {
	for (const times of [1, 2, 3]) {
		await fake.lab.train();
		await untilPaused(times);
		expect(fake.statuses().at(-1)).toEqual({ state: 'paused', reason: 'budget' });
		expect(lossesOf(fake, 1)).toHaveLength(40 * times);
	}
	await fake.lab.step(3);
	await untilPaused(4);
	await fake.lab.train();
	await untilPaused(5);
	expect(fake.statuses().at(-1)).toEqual({ state: 'paused', reason: 'budget' });
	expect(lossesOf(fake, 1)).toHaveLength(160);
});

test('no message of a run reaches the next one, whose series begin at 0', async () => {
	await fake.lab.train();
	await fake.lab.load(config, 2);
	await vi.waitFor(() => {
		expect(fake.statuses().at(-1)?.state).toBe('ready');
	}, 10_000);
	const first = fake.messages.findIndex(({ run }) => run === 2);
	expect(fake.messages.slice(first).every(({ run }) => run === 2)).toBe(true);
	const frames = fake.frames().filter(({ run }) => run === 2);
	expect(frames[0]).toMatchObject({ step: 0, truncateTo: 0, markers: { memorized: undefined } });
});

test('a live value is an event at the step from which it holds', async () => {
	await fake.lab.step(5);
	await untilPaused(1);
	expect(await fake.lab.setLive('weight_decay', 3)).toEqual({ ok: true, value: null });
	await vi.waitFor(() => {
		expect(fake.frames().flatMap(({ events }) => events)).toEqual([
			{ kind: 'hyperparameter', step: 5, key: 'weight_decay', from: 1, to: 3 }
		]);
	}, 10_000);
});

/**
 * A rule of key frequencies with settings, as the page sends it: with all other analysis values.
 */
const byRule = (rule: string, listed = '') => ({
	...Object.fromEntries(
		Object.entries(config.values).filter(([key]) => RUN_PARAMS_OF_ANALYSIS.includes(key))
	),
	key_frequency_rule: rule,
	key_frequencies: listed
});

test('another rule of key frequencies is an event at its step, the same one and other thresholds are none', async () => {
	// Before the first update it is the initial value of the run.
	await fake.lab.setAnalysis(byRule('given', '1'));
	await fake.lab.step(5);
	await untilPaused(1);
	await fake.lab.setAnalysis({ ...byRule('given', '1'), grokked_accuracy: 0.5 });
	await fake.lab.setAnalysis(byRule('given', '2'));
	await fake.lab.setAnalysis(byRule('embedding-share'));
	// Parameters that the rule does not use change nothing.
	await fake.lab.setAnalysis(byRule('embedding-share', '3'));
	const given = (k: number) => ({ rule: 'given', settings: { given: [k] } });
	const share = { rule: 'embedding-share', settings: { ratio: 2.5, max: 10 } };
	await vi.waitFor(() => {
		expect(fake.frames().flatMap(({ events }) => events)).toEqual([
			{ kind: 'key-rule', step: 5, from: given(1), to: given(2) },
			{ kind: 'key-rule', step: 5, from: given(2), to: share }
		]);
	}, 10_000);
});

test('listed frequencies that the run does not have are refused, and it trains on by the rule that it had', async () => {
	await fake.lab.step(5);
	await untilPaused(1);
	const before = fake.frames().at(-1)?.keyFrequencies;
	const refused = await fake.lab.setAnalysis(byRule('given', '2,9'));
	expect(refused).toMatchObject({ ok: false, error: { code: 'bad-parameter' } });
	expect(refused.ok ? '' : refused.error.message).toContain('from 1 to 3, got 2, 9');
	await fake.lab.step(5);
	await untilPaused(2);
	expect(fake.statuses().some(({ state }) => state === 'failed')).toBe(false);
	expect(fake.frames().flatMap(({ events }) => events)).toEqual([]);
	expect(fake.frames().at(-1)?.keyFrequencies).toEqual(before);
});

const BUDGET_PAUSE = { state: 'paused', reason: 'budget' };
const isSettled = () =>
	fake.messages.some((message) => message.type === 'settled' && message.settled !== undefined);

test('a step onto the budget, and a pause in the last burst, end at the budget like any other way there', async () => {
	await fake.lab.setAnalysis(byRule('given', '1'));
	await fake.lab.step(39);
	await untilPaused(1);
	expect(fake.statuses().at(-1)).toEqual({ state: 'paused', reason: 'user' });
	await fake.lab.step(1);
	await untilPaused(2);
	expect(fake.statuses().at(-1)).toEqual(BUDGET_PAUSE);
	await vi.waitFor(() => {
		expect(isSettled()).toBe(true);
	}, 10_000);
	await fake.lab.load(config, 2);
	const [device] = fake.devices;
	if (device === undefined) throw new Error('no device was opened');
	let done = 0;
	device.onRun = (segment) => {
		if (segment === 'train' && ++done === 40) void fake.lab.pause();
	};
	await fake.lab.train();
	await untilPaused(3);
	expect(fake.statuses().at(-1)).toEqual(BUDGET_PAUSE);
});

test('a checkpoint at the budget is loaded as a run that has used it up, and settled', async () => {
	await fake.lab.setAnalysis(byRule('given', '1'));
	await fake.lab.train();
	await untilPaused(1);
	const last = await vi.waitFor(() => {
		const kept = fake.messages.flatMap((m) => (m.type === 'checkpoint' ? [m.checkpoint] : []));
		return kept.find(({ step }) => step === 40) ?? expect.fail('no checkpoint at the budget');
	}, 10_000);
	const listed = withValue(
		withValue(config, 'key_frequency_rule', 'given'),
		'key_frequencies',
		'1'
	);
	const told = fake.messages.length;
	expect((await fake.lab.load(listed, 2, last)).ok).toBe(true);
	await vi.waitFor(() => {
		const since = fake.messages.slice(told);
		expect(since.find(({ type }) => type === 'status')).toBeDefined();
		expect(fake.statuses().at(-1)).toEqual(BUDGET_PAUSE);
		expect(since.some((m) => m.type === 'settled' && m.settled !== undefined)).toBe(true);
	}, 10_000);
});

test('a live value out of range is refused by name, value and range', async () => {
	const answer = await fake.lab.setLive('weight_decay', -1);
	expect(answer).toMatchObject({ ok: false, error: { code: 'bad-parameter' } });
	if (!answer.ok) expect(answer.error.message).toContain('weight_decay: expected a number from 0');
	expect(await fake.lab.setLive('d_mlp', 4)).toMatchObject({ ok: false });
});

test('weights that left the range of floats never become the checkpoint', async () => {
	await fake.lab.setLive('lr', 1000);
	await fake.lab.step(30);
	await vi.waitFor(() => {
		expect(['failed', 'paused']).toContain(fake.statuses().at(-1)?.state);
	}, 10_000);
	const kept = fake.messages.flatMap((m) => (m.type === 'checkpoint' ? [m.checkpoint] : []));
	expect(kept.length).toBeGreaterThan(0);
	for (const { buffers } of kept) {
		for (const data of Object.values(buffers)) expect(data.every(Number.isFinite)).toBe(true);
	}
});
