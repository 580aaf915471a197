import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RunState } from '../../../src/app/state/run/run.svelte.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { withValue } from '../../../src/config/config.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import { createFakeLab, lossesOf, type FakeLab } from '../../support/runs/fake-lab.ts';

const STEPS = 60;

function toyConfig(overrides: Readonly<Record<string, number>> = {}): RunConfig {
	const values = { p: 7, d_mlp: 8, frac_train: 0.6, steps: STEPS, ...overrides };
	return Object.entries(values).reduce(
		(config, [key, value]) => withValue(config, key, value),
		configOf('quick-mlp')
	);
}

let fake: FakeLab;

beforeEach(async () => {
	fake = createFakeLab();
	await fake.lab.openDevice('webgpu');
});

afterEach(() => {
	fake.close();
});

const lastState = () => fake.statuses().at(-1)?.state;

async function trainToEnd(): Promise<void> {
	const before = fake.statuses().length;
	await fake.lab.train();
	await vi.waitFor(() => {
		expect(fake.statuses().length).toBeGreaterThan(before + 1);
		expect(['paused', 'failed']).toContain(lastState());
	}, 10_000);
}

/** Takes the newest device away when it has run so many training steps. */
function loseAfter(steps: number): void {
	const device = fake.devices.at(-1);
	if (device === undefined) throw new Error('no device was opened');
	let done = 0;
	device.onRun = (segment) => {
		if (segment !== 'train') return;
		done++;
		if (done > steps) device.isLost = true;
	};
}

async function undisturbed(config: RunConfig): Promise<readonly number[]> {
	const other = createFakeLab();
	await other.lab.openDevice('webgpu');
	await other.lab.load(config, 1);
	await other.lab.train();
	await vi.waitFor(() => {
		expect(other.statuses().at(-1)?.state).toBe('paused');
	}, 10_000);
	await vi.waitFor(() => {
		expect(lossesOf(other, 1).length).toBe(STEPS);
	}, 10_000);
	other.close();
	return lossesOf(other, 1);
}

test('a run that loses its device ends with the same losses, bit for bit', async () => {
	expect((await fake.lab.load(toyConfig(), 1)).ok).toBe(true);
	loseAfter(20);
	await trainToEnd();
	expect(fake.statuses().some(({ state }) => state === 'recovering')).toBe(true);
	expect(fake.frames().flatMap(({ events }) => events)).toMatchObject([{ kind: 'device-lost' }]);
	expect(lossesOf(fake, 1)).toEqual(await undisturbed(toyConfig()));
	expect(fake.devices.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
});

test('a rate changed before the device was lost is still changed afterwards', async () => {
	await fake.lab.load(toyConfig(), 1);
	await fake.lab.step(10);
	await vi.waitFor(() => {
		expect(lastState()).toBe('paused');
	}, 10_000);
	expect((await fake.lab.setLive('lr', 0)).ok).toBe(true);
	loseAfter(5);
	await trainToEnd();
	const losses = lossesOf(fake, 1);
	expect(fake.devices.length).toBe(2);
	expect(losses.length).toBe(STEPS);
	// With rate 0 nothing moves from step 10 on.
	expect(new Set(losses.slice(10)).size).toBe(1);
	expect(losses[9]).not.toBe(losses[10]);
});

test('a key rule changed after the step that a recovery goes back to is an event of that step', async () => {
	await fake.lab.load(toyConfig(), 1);
	await fake.lab.step(5);
	await vi.waitFor(() => {
		expect(lastState()).toBe('paused');
	}, 10_000);
	const device = fake.devices.at(-1) ?? expect.fail('no device');
	const { values } = withValue(toyConfig(), 'key_frequency_rule', 'quarter-of-max');
	let isChanged = false;
	let steps = 0;
	device.onRun = (segment) => {
		if (segment !== 'train') return;
		steps++;
		// The worker carries it out as soon as training lets messages in.
		if (steps === 10) void fake.lab.setAnalysis(values).then(() => (isChanged = true));
		if (isChanged) device.isLost = true;
	};
	await trainToEnd();
	const page = new RunState();
	for (const message of fake.messages) page.receive(message);
	expect(page.events).toMatchObject([
		{ kind: 'key-rule', step: 5, to: { rule: 'quarter-of-max' } },
		{ kind: 'device-lost', resumedFrom: 5 }
	]);
	expect(page.checkpoint).toMatchObject({ step: STEPS, events: page.events });
});

test('a device lost while nothing trains is replaced by the next load', async () => {
	await fake.lab.load(toyConfig(), 1);
	const [device] = fake.devices;
	if (device !== undefined) device.isLost = true;
	expect(await fake.lab.load(toyConfig({ seed: 1 }), 2)).toMatchObject({ ok: true });
	expect(fake.devices.length).toBe(2);
	await vi.waitFor(() => {
		expect(fake.messages.filter(({ type }) => type === 'adapter')).toMatchObject([
			{ run: 2, report: { name: 'device 2' } }
		]);
	}, 10_000);
});

test('a restart in the middle of a recovery loads on the new device', async () => {
	await fake.lab.load(toyConfig(), 1);
	loseAfter(10);
	await fake.lab.train();
	await vi.waitFor(() => {
		expect(fake.statuses().some(({ state }) => state === 'recovering')).toBe(true);
	}, 10_000);
	expect(await fake.lab.load(toyConfig({ seed: 3 }), 2)).toMatchObject({ ok: true });
	await trainToEnd();
	expect(lastState()).toBe('paused');
	expect(lossesOf(fake, 2)).toEqual(await undisturbed(toyConfig({ seed: 3 })));
});

test('a device that cannot be had again ends the run with what was in the way', async () => {
	await fake.lab.load(toyConfig(), 1);
	loseAfter(10);
	fake.opened.failures = [1, 2, 3].map(() => new LabError('no-adapter', 'no adapter is left'));
	await trainToEnd();
	expect(fake.statuses().at(-1)).toMatchObject({
		state: 'failed',
		error: { code: 'gpu-blocked', message: 'the GPU was lost, and now no adapter is left' }
	});
	expect(fake.statuses().filter(({ state }) => state === 'recovering').length).toBe(3);
});

test('a load that fails leaves no run behind', async () => {
	await fake.lab.load(toyConfig(), 1);
	const refused = await fake.lab.load(
		{ ...toyConfig(), values: { ...toyConfig().values, p: 0 } },
		2
	);
	expect(refused.ok).toBe(false);
	expect(await fake.lab.setLive('lr', 1)).toMatchObject({ ok: false });
	expect(await fake.lab.weights()).toMatchObject({ ok: false });
});

test('a device that is lost while it is opened is replaced, as often as one that trains', async () => {
	for (const losses of [1, 2, 3]) {
		const other = createFakeLab();
		other.opened.prepare = (device) => {
			device.isLost = other.devices.length <= losses;
		};
		expect(await other.lab.openDevice('webgpu'), String(losses)).toMatchObject({ ok: true });
		expect(other.devices.map(({ isDisposed }) => isDisposed)).toEqual([
			...Array.from({ length: losses }, () => true),
			false
		]);
		other.close();
	}
	fake.opened.prepare = (device) => {
		device.isLost = true;
	};
	const refused = await fake.lab.openDevice('webgpu');
	expect(refused).toMatchObject({ ok: false, error: { code: 'device-lost' } });
});

test('an adapter that does not come back after a loss is withheld because of it', async () => {
	for (const code of ['no-adapter', 'no-device'] as const) {
		fake.opened.failures = [new LabError('device-lost', 'lost'), new LabError(code, 'none left')];
		const refused = await fake.lab.openDevice('webgpu');
		expect(refused).toMatchObject({ ok: false, error: { code: 'gpu-blocked' } });
		fake.opened.failures = [new LabError(code, 'none')];
		expect(await fake.lab.openDevice('webgpu')).toMatchObject({ ok: false, error: { code } });
	}
});

test('an adapter that does not come back after a loss while a run is loaded is withheld because of it', async () => {
	const device = fake.devices.at(-1);
	if (device === undefined) throw new Error('no device was opened');
	device.isLost = true;
	fake.opened.failures = [new LabError('no-adapter', 'none left')];
	expect(await fake.lab.load(toyConfig(), 1)).toMatchObject({
		ok: false,
		error: { code: 'gpu-blocked' }
	});
});

test('progress names the first evaluation and its kernels, and its result is that of one piece', async () => {
	await fake.lab.load(toyConfig(), 1);
	await vi.waitFor(() => {
		expect(lastState()).toBe('ready');
	}, 10_000);
	const told = fake.statuses().flatMap((status) => (status.state === 'preparing' ? [status] : []));
	const evaluating = told.filter(({ stage }) => stage.startsWith('Evaluating step 0'));
	const total = evaluating[0]?.total ?? 0;
	expect(total).toBeGreaterThan(1);
	expect(evaluating.map(({ done }) => done)).toEqual(
		Array.from({ length: total }, (_, i) => i + 1)
	);
});
