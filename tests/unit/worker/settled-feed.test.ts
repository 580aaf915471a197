import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import type { SettledMeasures } from '../../../src/engine/core/telemetry.ts';
import { createFakeLab, type FakeLab } from '../../support/runs/fake-lab.ts';
import { EVIDENCE_PROBES, MEASURED_RULES } from '../../support/key-rules.ts';

const TOY = { p: 7, d_mlp: 8, steps: 30 };
const SWITCHED_OFF = Object.fromEntries(
	EVIDENCE_PROBES.map((id) => [`measure_${id.replaceAll('-', '_')}`, false])
);
/** No frequency has so many times the uniform share. */
const UNREACHED = 9999;

const toyConfig = (values: Readonly<Record<string, ParamValue>>): RunConfig =>
	Object.entries({ ...TOY, ...values }).reduce(
		(config, [key, value]) => withValue(config, key, value),
		configOf('quick-mlp')
	);

let fake: FakeLab;

beforeEach(async () => {
	fake = createFakeLab();
	await fake.lab.openDevice('webgpu');
});

afterEach(() => {
	fake.close();
});

async function trainToBudget(config: RunConfig): Promise<void> {
	await fake.lab.load(config, 1);
	await fake.lab.train();
	await vi.waitFor(() => {
		expect(fake.statuses().at(-1)).toEqual({ state: 'paused', reason: 'budget' });
	}, 10_000);
}

const settled = (): readonly (SettledMeasures | undefined)[] =>
	fake.messages.flatMap((message) => (message.type === 'settled' ? [message.settled] : []));

function measuresOf(): Promise<SettledMeasures> {
	return vi.waitFor(() => settled().at(-1) ?? expect.fail('not settled yet'), 10_000);
}

test.each(MEASURED_RULES)(
	'%s settles with every probe off that measures the same',
	async (rule) => {
		const choice = { key_frequency_rule: rule, key_frequency_ratio: 1 };
		await trainToBudget(toyConfig({ ...choice, ...SWITCHED_OFF }));
		const { keyFrequencies, columns } = await measuresOf();
		expect(keyFrequencies.length).toBeGreaterThan(0);
		expect(fake.frames().at(-1)?.keyFrequencies).toEqual(keyFrequencies);
		for (const id of ['restricted_loss', 'excluded_loss', 'trig_fraction']) {
			expect(columns[id]?.every(Number.isFinite), id).toBe(true);
		}
	},
	20_000
);

test('without a key frequency, measures that need one are NaN and the live end of memorization holds, until a rule finds some', async () => {
	const config = toyConfig({ key_frequency_ratio: UNREACHED });
	await trainToBudget(config);
	expect(fake.frames().at(-1)?.keyFrequencies).toEqual([]);
	const { keyFrequencies: none, columns } = await measuresOf();
	expect(none).toEqual([]);
	expect(columns['excluded_loss']?.every(Number.isNaN)).toBe(true);
	expect(columns['test_loss']?.every(Number.isFinite)).toBe(true);
	expect(fake.frames().at(-1)?.memorization.isSettled).toBe(false);
	const { values } = config;
	const settledBy = async (ratio: number, count: number) => {
		await fake.lab.setAnalysis({ ...values, key_frequency_ratio: ratio });
		return vi.waitFor(() => {
			const { length } = settled();
			expect(length).toBe(count);
			expect(fake.frames().at(-1)?.memorization.isSettled).toBe(ratio === 1);
			return settled().at(-1)?.keyFrequencies ?? [];
		}, 10_000);
	};
	const count = settled().length;
	const found = await settledBy(1, count + 1);
	expect(found.length).toBeGreaterThan(0);
	expect(await settledBy(UNREACHED, count + 2)).toEqual([]);
	expect(await settledBy(1, count + 3)).toEqual(found);
});
