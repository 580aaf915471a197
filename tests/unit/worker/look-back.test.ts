import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { schemasFor } from '../../../src/config/schemas.ts';
import type { SettledMeasures } from '../../../src/engine/core/telemetry.ts';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import { createFakeLab, type FakeLab } from '../../support/runs/fake-lab.ts';

const BUDGET = 60;
const toy = [
	['p', 7],
	['d_mlp', 8],
	['steps', BUDGET],
	['key_frequency_ratio', 1]
] as const;
const config = toy.reduce(
	(made, [key, value]) => withValue(made, key, value),
	configOf('quick-mlp')
);

/** Decimals: the same weights are measured in both. */
const SAME_WEIGHTS = 12;

let fake: FakeLab;

beforeEach(async () => {
	fake = createFakeLab();
	await fake.lab.openDevice('webgpu');
	await fake.lab.load(config, 1);
});

afterEach(() => {
	fake.close();
});

const settledOf = (): readonly (SettledMeasures | undefined)[] =>
	fake.messages.flatMap((message) => (message.type === 'settled' ? [message.settled] : []));

/** All analysis values, with these frequencies listed. */
const listed = (frequencies: string) => ({
	...Object.fromEntries(
		Object.entries(schemasFor(config)).flatMap(([key, { applies }]) =>
			applies === 'analysis' ? [[key, config.values[key] ?? '']] : []
		)
	),
	key_frequency_rule: 'given',
	key_frequencies: frequencies
});

async function trainToBudget(): Promise<SettledMeasures> {
	await fake.lab.train();
	return vi.waitFor(() => {
		const settled = settledOf().at(-1);
		if (settled === undefined) throw new Error('not settled yet');
		return settled;
	}, 20_000);
}

/** Values of a column at the steps of the evaluations, as the page keeps them. */
function evaluated(column: string): ReadonlyMap<number, number> {
	const values = new Map<number, number>();
	for (const { evaluations } of fake.frames()) {
		evaluations.step.forEach((step, i) => {
			values.set(step, evaluations.columns[column]?.[i] ?? NaN);
		});
	}
	return values;
}

test('at the budget all measures are settled at the kept steps, with the key frequencies of the last weights', async () => {
	const settled = await trainToBudget();
	const snapshots = fake.frames().at(-1)?.snapshots ?? [];
	expect([...settled.step]).toEqual([...snapshots]);
	expect(snapshots[0]).toBe(0);
	expect(snapshots.at(-1)).toBe(BUDGET);
	expect(settled.keyFrequencies).toEqual(fake.frames().at(-1)?.keyFrequencies);
	expect(settled.keyFrequencies.length).toBeGreaterThan(0);
	// Measures that do not depend on key frequencies equal those of the evaluations.
	const live = evaluated('test_loss');
	settled.step.forEach((step, i) => {
		expect(settled.columns['test_loss']?.[i]).toBeCloseTo(live.get(step) ?? NaN, SAME_WEIGHTS);
	});
	// At the last step the live ones were the final ones already.
	const last = settled.step.length - 1;
	const restricted = evaluated('restricted_loss');
	expect(settled.columns['restricted_loss']?.[last]).toBeCloseTo(
		restricted.get(BUDGET) ?? NaN,
		SAME_WEIGHTS
	);
	expect(settled.vectors['excluded_by_frequency']).toHaveLength(settled.step.length);
});

test('a frame says what the kept weights take: on the reference, a float64 for each parameter', async () => {
	await trainToBudget();
	const last = fake.frames().at(-1);
	const { parameters } = fake.messages.findLast((m) => m.type === 'checkpoint')?.checkpoint
		.buffers ?? { parameters: undefined };
	expect(last?.snapshots.length).toBeGreaterThan(10);
	expect(last?.snapshotBytes).toBe(
		(last?.snapshots.length ?? NaN) * 8 * (parameters?.length ?? NaN)
	);
});

test('once settled, another rule settles anew and is no event of a step; the live end of memorization is told beside', async () => {
	await trainToBudget();
	const live = fake.frames().at(-2)?.memorization.live;
	await fake.lab.setAnalysis(listed('2'));
	await vi.waitFor(() => {
		expect(settledOf().at(-1)?.keyFrequencies).toEqual([2]);
		expect(fake.frames().at(-1)?.memorization).toEqual({ isSettled: true, live });
	}, 20_000);
	expect(fake.frames().flatMap(({ events }) => events)).toEqual([]);
});

test('going on takes the settled measures back', async () => {
	await trainToBudget();
	await fake.lab.step(1);
	await vi.waitFor(() => {
		expect(settledOf().at(-1)).toBeUndefined();
	}, 10_000);
});

test('a view is of the weights nearest at or below the step, and of the newest without one', async () => {
	await trainToBudget();
	const at = async (step?: number) => {
		const question = { id: 'embedding', controls: {}, ...(step === undefined ? {} : { step }) };
		const answer = await fake.lab.view(question);
		if (!answer.ok) throw new Error(answer.error.message);
		return answer.value;
	};
	expect((await at()).step).toBe(BUDGET);
	expect((await at(0)).step).toBe(0);
	expect((await at(3)).step).toBe(3);
	const [early, late] = [await at(0), await at()];
	expect(early.data.parts.length).toBeGreaterThan(0);
	expect(early.data).not.toEqual(late.data);
	// The same weights give the same view, also after views of other weights.
	expect((await at(0)).data).toEqual(early.data);
});

test('a view that does not exist is a named error, and the next one is answered', async () => {
	const unknown = await fake.lab.view({ id: 'nothing', controls: {} });
	expect(unknown).toMatchObject({ ok: false, error: { code: 'bad-parameter' } });
	const known = await fake.lab.view({ id: 'embedding', controls: {} });
	expect(known.ok).toBe(true);
});

/** This view needs no key frequencies, which change while the run trains. */
const TRUTH_TABLE = { id: 'truth-table', controls: {}, step: 0 };

const firstDevice = () => fake.devices[0] ?? expect.fail('no device was opened');

test('a device lost while nothing trains is replaced for the view, and the run goes on on the new one', async () => {
	const ask = async () => {
		const answer = await fake.lab.view(TRUTH_TABLE);
		return answer.ok ? answer.value.data : answer.error.code;
	};
	const first = await ask();
	expect(first).toHaveProperty('facts');
	firstDevice().isLost = true;
	expect(await Promise.all([ask(), ask()])).toEqual([first, first]);
	expect(fake.devices).toHaveLength(2);
	await fake.lab.train();
	await vi.waitFor(() => {
		expect(fake.statuses().at(-1)).toEqual({ state: 'paused', reason: 'budget' });
	}, 20_000);
	expect(fake.devices.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
	expect(await ask()).toEqual(first);
});

test('a device that cannot be had again costs the view, by name, and nothing else', async () => {
	firstDevice().isLost = true;
	fake.opened.failures = [new LabError('no-adapter', 'no adapter is left')];
	const refused = await fake.lab.view(TRUTH_TABLE);
	expect(refused).toMatchObject({ ok: false, error: { code: 'gpu-blocked' } });
	expect((await fake.lab.view(TRUTH_TABLE)).ok).toBe(true);
	expect(fake.statuses().some(({ state }) => state === 'failed')).toBe(false);
});

test('measures are settled on a new device where the old one was lost', async () => {
	const { keyFrequencies } = await trainToBudget();
	expect(keyFrequencies).not.toEqual([3]);
	firstDevice().isLost = true;
	await fake.lab.setAnalysis(listed('3'));
	await vi.waitFor(() => {
		expect(settledOf().at(-1)?.keyFrequencies).toEqual([3]);
	}, 20_000);
	expect(fake.devices).toHaveLength(2);
});

test('a run that ends in the midst of views waits for the one under way, drops the others, and frees all they had', async () => {
	const device = firstDevice();
	await fake.lab.view(TRUTH_TABLE);
	let go = (): void => undefined;
	const held = new Promise<void>((resolve) => {
		go = resolve;
	});
	let reads = 0;
	device.beforeRead = () => {
		reads += 1;
		return held;
	};
	const views = [0, 1, 2].map(() => fake.lab.view({ id: 'logits-2d', controls: {} }));
	await vi.waitFor(() => {
		expect(reads).toBe(1);
	}, 10_000);
	const loading = fake.lab.load(config, 2);
	await new Promise((resolve) => setTimeout(resolve, 20));
	go();
	expect((await loading).ok).toBe(true);
	for (const view of await Promise.all(views)) {
		expect(view).toMatchObject({ ok: false, error: { code: 'internal' } });
	}
	expect(device.misuses).toEqual([]);
	// That of the new run.
	expect(device.openSessions).toBe(1);
	expect((await fake.lab.view(TRUTH_TABLE)).ok).toBe(true);
});
