import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { quantizeWeights } from '../../../src/engine/checkpoint/quantized-weights.ts';
import {
	decodeRecordedRun,
	encodeRecordedRun
} from '../../../src/lab-run/codec/recorded-run-codec.ts';
import { toSnapshots, type RecordedRun } from '../../../src/lab-run/codec/recorded-run.ts';
import { presets } from '../../../src/presets/index.ts';

const SLOTS = [
	{ name: 'W', shape: [2, 2], offset: 0 },
	{ name: 'b', shape: [3], offset: 64 }
];
const LAYOUT = { parameters: SLOTS, parameterElements: 128 };

function weights(factor: number): Float32Array {
	const flat = new Float32Array(128);
	flat.set([7, -3, 2, 7], 0);
	flat.set([0, -7, 7], 64);
	return flat.map((value) => value * factor);
}

const packed = (...factors: readonly number[]) =>
	Uint8Array.from(factors.flatMap((factor) => [...quantizeWeights(SLOTS, weights(factor), 4)]));

const RECORDED_RUN: RecordedRun = {
	card: {
		link: '#v=1&preset=quick-mlp',
		config: { task: 'modular-addition', p: 7, wide: true },
		seeds: { split: 0, init: 1 },
		versions: { node: '20' },
		backend: 'webgpu',
		adapter: { kind: 'gpu', name: 'some' },
		formulation: 'folded',
		platform: 'linux x64',
		steps: 300,
		startedAt: '2026-11-23T05:09:10.177Z',
		wallSeconds: 12.5,
		stepsPerSecond: undefined,
		transitions: {
			memorized: { after: 10, by: 20 },
			memorizationEnds: undefined,
			cleanupBegins: undefined,
			grokked: { after: 100, by: 105 },
			losses: [
				{ lost: { after: 200, by: 205 }, regained: { after: 220, by: 240 } },
				{ lost: { after: 260, by: 280 }, regained: undefined }
			],
			lossCount: 2,
			belowCount: 0
		},
		events: [
			{ kind: 'hyperparameter', step: 100, key: 'weight_decay', from: 1, to: 0.3 },
			{ kind: 'device-lost', step: 150, resumedFrom: 120, attempt: 1 }
		]
	},
	evaluations: {
		step: Float64Array.of(0, 1_234_567),
		columns: { test_loss: Float64Array.of(1.5, 2.5e-9), mirrored_accuracy: Float64Array.of(NaN, 1) }
	},
	settled: {
		keyFrequencies: [3, 1],
		step: Float64Array.of(0),
		columns: { excluded_loss: Float64Array.of(NaN) },
		vectors: { 'embedding-spectrum': [Float64Array.of(1, 2, 3)] }
	},
	weights: {
		bits: 4,
		tensors: SLOTS.map(({ name, shape }) => ({ name, shape })),
		snapshots: [
			{
				step: 0,
				losses: { original: { train: 1, test: 2 }, quantized: { train: 1.5, test: NaN } }
			},
			{
				step: 300,
				losses: { original: { train: 0.5, test: 0.25 }, quantized: { train: 0.5, test: 0.25 } }
			}
		]
	}
};

test('a recorded run is read as it was written', () => {
	expect(decodeRecordedRun(encodeRecordedRun(RECORDED_RUN))).toEqual(RECORDED_RUN);
});

test('without events it is written as before, and the file of before is read without any', () => {
	const { card } = RECORDED_RUN;
	const text = encodeRecordedRun({ ...RECORDED_RUN, card: { ...card, events: [] } });
	expect(text).toContain('"format":"grokking-lab recording 2"');
	expect(text).not.toContain('"events"');
	expect(decodeRecordedRun(text).card).toEqual({ ...card, events: [] });
});

test('numbers keep six digits, steps all of them', () => {
	const step = Float64Array.of(12_345_678);
	const columns = { test_loss: Float64Array.of(1 / 3) };
	const { evaluations } = decodeRecordedRun(
		encodeRecordedRun({ ...RECORDED_RUN, evaluations: { step, columns } })
	);
	expect(evaluations).toEqual({ step, columns: { test_loss: Float64Array.of(0.333333) } });
});

test('the weights come back in the flat layout of the run', () => {
	const { weights: recorded } = decodeRecordedRun(encodeRecordedRun(RECORDED_RUN));
	expect(toSnapshots(recorded, packed(1, 0.25), LAYOUT)).toEqual([
		{ step: 0, weights: weights(1) },
		{ step: 300, weights: weights(0.25) }
	]);
});

describe('what is no recorded run is refused with its place', () => {
	const file = encodeRecordedRun(RECORDED_RUN);

	test.each([
		['{', 'recorded run: expected JSON'],
		['[]', 'recorded run: expected an object, got []'],
		[
			'{}',
			'recorded run: format: expected "grokking-lab recording 3" or "grokking-lab recording 2", got nothing'
		],
		[
			file.replace('recording 3', 'recording 4'),
			'got "grokking-lab recording 4", which a newer version of Grokking Lab wrote'
		],
		[file.replace('"p":7', '"p":null'), 'recorded run: card: config: p: expected a text, got null'],
		[
			file.replace('"attempt":1', '"attempt":0'),
			'card: events[1]: attempt: expected a whole number from 1, got 0'
		],
		[
			file.replace('"kind":"device-lost"', '"kind":"moved"'),
			'card: events[1]: expected an object whose kind is one of interrupted, resumed, non-finite-loss, failed, hyperparameter, key-rule, device-lost, got {"kind":"moved"'
		],
		[file.replace('"by":105', '"by":"x"'), 'transitions: grokked: by: expected a number, got "x"'],
		[
			file.replace('[1.5,2.5e-9]', '[1.5]'),
			'columns: test_loss: expected 2 entries, one per step, got 1'
		],
		[file.replace('[[1,2,3]]', '[]'), 'embedding-spectrum: expected 1 entries'],
		[
			file.replace('"name":"b"', '"name":3'),
			'recorded run: tensors[1]: name: expected a text, got 3'
		]
	])('%#', (text, words) => {
		expect(text).not.toBe(file);
		expect(() => decodeRecordedRun(text)).toThrow(words);
	});

	test('and weights of another model, or torn ones', () => {
		const { weights: recorded } = RECORDED_RUN;
		const [W, b] = SLOTS;
		const other = { ...b, name: 'c', shape: [3], offset: 64 };
		const parameters = [...(W === undefined ? [] : [W]), other];
		expect(() => toSnapshots(recorded, packed(1, 0.25), { ...LAYOUT, parameters })).toThrow(
			'recorded run: expected as tensor 1 "c" [3], got "b" [3]'
		);
		expect(() => toSnapshots({ ...recorded, tensors: [] }, packed(1, 0.25), LAYOUT)).toThrow(
			'got none'
		);
		for (const torn of [packed(1), packed(1, 0.25).subarray(1), new Uint8Array()]) {
			expect(() => toSnapshots(recorded, torn, LAYOUT)).toThrow('quantized weights: expected');
		}
	});
});

test('the gallery has the recorded run of every preset that has one, and no other file', () => {
	const folder = fileURLToPath(new URL('../../../public/gallery', import.meta.url));
	const recorded = presets.all.filter(({ hasRecordedRun }) => hasRecordedRun).map(({ id }) => id);
	expect(recorded.length).toBeGreaterThan(0);
	expect(readdirSync(folder).toSorted()).toEqual(
		recorded.flatMap((id) => [`${id}.run.json`, `${id}.weights.bin`]).toSorted()
	);
	for (const id of recorded) {
		const { card, weights: kept } = decodeRecordedRun(
			readFileSync(join(folder, `${id}.run.json`), 'utf8')
		);
		expect(/preset=([\w-]+)/.exec(card.link)?.[1]).toBe(id);
		expect(kept.snapshots.length).toBeGreaterThan(1);
	}
});

test('everything that is wrong is said at once, short and printable', () => {
	const file = encodeRecordedRun(RECORDED_RUN)
		.replace('"bits":4', '"bits":1e9')
		.replace('"backend":"webgpu"', `"backend":["${'\\u001b'.repeat(1000)}"]`)
		.replace('"wallSeconds":12.5', '"wallSeconds":-1');
	let message = '';
	try {
		decodeRecordedRun(file);
	} catch (error) {
		message = String(error);
	}
	expect(message).toMatch(/card: backend: .*; .*card: wallSeconds: .*; .*bits: expected a whole/);
	expect(message.length).toBeLessThan(500);
	expect(message).not.toMatch(/\p{Cc}/u);
});
