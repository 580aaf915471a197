import { afterEach, beforeEach, expect, test } from 'vitest';
import { withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { quantizeWeights } from '../../../src/engine/checkpoint/quantized-weights.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import type { ReplayRequest, Result } from '../../../src/worker/lab-api.ts';
import { createFakeLab, type FakeLab } from '../../support/runs/fake-lab.ts';

const BITS = 16;
const toy = [
	['p', 7],
	['d_mlp', 8],
	['steps', 60]
] as const;
const config = toy.reduce(
	(made, [key, value]) => withValue(made, key, value),
	configOf('quick-mlp')
);
const { parameters, parameterElements } = buildRun(resolveRun(config)).plan;

let fake: FakeLab;
beforeEach(() => {
	fake = createFakeLab();
});
afterEach(() => {
	fake.close();
});

function valueOf<T>(result: Result<T>): T {
	if (!result.ok) throw new Error(result.error.message);
	return result.value;
}

/** The weights that the run starts with, as a live one has them. */
async function initialWeights(): Promise<Float32Array> {
	const other = createFakeLab();
	await other.lab.openDevice('webgpu');
	await other.lab.load(config, 1);
	const named = valueOf(await other.lab.weights());
	other.close();
	const flat = new Float32Array(parameterElements);
	for (const { name, offset } of parameters) flat.set(named[name]?.data ?? [], offset);
	return flat;
}

const lossesOf = { original: { train: 1, test: 1 }, quantized: { train: 1, test: 1 } };

/** A recorded run of the first weights at step 0 and of them halved at step 60. */
async function recordedRun(): Promise<ReplayRequest> {
	const first = await initialWeights();
	const halved = first.map((value) => value / 2);
	const packed = [first, halved].map((flat) => quantizeWeights(parameters, flat, BITS));
	return {
		config,
		keyFrequencies: [2, 1],
		weights: {
			bits: BITS,
			tensors: parameters.map(({ name, shape }) => ({ name, shape })),
			snapshots: [0, 60].map((step) => ({ step, losses: lossesOf }))
		},
		packed: Uint8Array.from(packed.flatMap((bytes) => [...bytes]))
	};
}

const ask = (step?: number) =>
	fake.lab.view({ id: 'embedding', controls: {}, ...(step === undefined ? {} : { step }) });

test('without a device recorded weights are looked into on the CPU, nearest at or below a step', async () => {
	const facts = valueOf(await fake.lab.openReplay(await recordedRun()));
	expect(facts.views).toContain('embedding');
	expect(facts.trainExamples + facts.testExamples).toBe(49);
	expect(valueOf(await ask()).step).toBe(60);
	const early = valueOf(await ask(59));
	expect(early.step).toBe(0);
	expect(early.keyFrequencies).toEqual([2, 1]);
	expect(fake.devices).toHaveLength(0);
});

test('a view of recorded weights is that of a live run with the same weights, but for the quantising', async () => {
	const recorded = await recordedRun();
	await fake.lab.openDevice('webgpu');
	await fake.lab.load(config, 1);
	// Without key frequencies a live view has no circles: only the norms per frequency can be
	// compared.
	const normsOf = (answer: Awaited<ReturnType<typeof ask>>) =>
		valueOf(answer).data.parts.flatMap((part) => (part.kind === 'bars' ? [...part.values] : []));
	const live = normsOf(await ask(0));
	await fake.lab.openReplay(recorded);
	const shown = normsOf(await ask(0));
	expect(live.length).toBe(3);
	// A value is off by at most half a step of its row's scale, 2^-16 of the row's largest; a norm
	// by that in proportion.
	shown.forEach((norm, i) => {
		expect(Math.abs(norm / (live[i] ?? NaN) - 1)).toBeLessThan(2 ** -12);
	});
	const halved = normsOf(await ask(60));
	halved.forEach((norm, i) => {
		expect(norm / (live[i] ?? NaN)).toBeCloseTo(0.5, 3);
	});
});

test('opening a replay ends the live run, and loading a run ends the replay', async () => {
	await fake.lab.openDevice('webgpu');
	await fake.lab.load(config, 1);
	await fake.lab.openReplay(await recordedRun());
	const frames = fake.frames().length;
	await fake.lab.train();
	await fake.lab.step(3);
	expect(fake.frames()).toHaveLength(frames);
	expect(await fake.lab.weights()).toMatchObject({ ok: false, error: { code: 'internal' } });
	await fake.lab.load(config, 2);
	expect(valueOf(await ask()).step).toBe(0);
	expect(valueOf(await ask()).keyFrequencies).not.toEqual([2, 1]);
});

test('weights of another model are refused by name, and a run can be loaded after', async () => {
	const recorded = await recordedRun();
	const other = { ...recorded, config: withValue(config, 'd_mlp', 16) };
	const refused = await fake.lab.openReplay(other);
	expect(refused).toMatchObject({ ok: false, error: { code: 'bad-checkpoint' } });
	expect(await ask()).toMatchObject({ ok: false, error: { code: 'internal' } });
	await fake.lab.openDevice('webgpu');
	expect((await fake.lab.load(config, 1)).ok).toBe(true);
});

test('a device lost under a recorded run is replaced for its views', async () => {
	await fake.lab.openDevice('webgpu');
	valueOf(await fake.lab.openReplay(await recordedRun()));
	// A view that runs the network: that of the embedding needs no device.
	const look = async () => valueOf(await fake.lab.view({ id: 'logits-2d', controls: {} })).data;
	const before = await look();
	const [device] = fake.devices;
	if (device === undefined) throw new Error('no device was opened');
	device.isLost = true;
	expect(await look()).toEqual(before);
	expect(fake.devices).toHaveLength(2);
});
