import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildHash } from '../../../../src/launch/build-hash.mjs';
import { decodeSafetensors } from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { wrongLabels } from '../../../../src/engine/probes/wrong-labels.ts';
import { probes } from '../../../../src/engine/probes/index.ts';
import { GOLDEN, readGolden, writeGoldenInit } from '../lab-golden.ts';
import { readBytes, readCard, readCsv, readText, temporaryFolder, toyRun } from '../lab-place.ts';

// Float64 against float64: what is left is the order of summation.
const PARITY_TOLERANCE = 1e-9;

const relative = (got: string | undefined, expected: number): number =>
	Math.abs(Number(got) / expected - 1);

describe('a run', () => {
	test('writes a row per step, all columns on evaluated steps, and the final weights as last row', async () => {
		const { code, folder } = await toyRun(['--steps', '27']);
		expect(code).toBe(0);
		const rows = readCsv(folder, 'metrics.csv');
		expect(rows.map(({ step }) => Number(step))).toEqual(Array.from({ length: 28 }, (_, i) => i));
		const names = Object.keys(rows[0] ?? {});
		expect(names.slice(0, 9)).toEqual([
			'step',
			'train_loss',
			'train_accuracy',
			'evaluated_train_loss',
			'evaluated_train_accuracy',
			'test_loss',
			'test_accuracy',
			'mirrored_accuracy',
			'non_mirrored_accuracy'
		]);
		// Without label noise there are no wrong labels to measure.
		const on = probes.all.filter(
			({ id, offBecause }) => offBecause === undefined && id !== wrongLabels.id
		);
		const measures = on.flatMap(({ scalars }) => scalars);
		expect(names).toEqual(expect.arrayContaining(measures.map(({ id }) => id)));
		for (const row of rows) expect(row['train_loss']).toMatch(/^\d/);
		const evaluated = rows.filter((row) => row['test_loss'] !== '');
		expect(evaluated.map(({ step }) => Number(step))).toEqual([
			...Array.from({ length: 21 }, (_, i) => i),
			25,
			27
		]);
		for (const row of evaluated) {
			expect(row['sum_of_squared_weights']).toMatch(/^\d/);
			expect(relative(row['train_loss'], Number(row['evaluated_train_loss']))).toBeLessThan(1e-12);
		}
		expect(readdirSync(folder).toSorted()).toEqual([
			'checkpoint.safetensors',
			'final.safetensors',
			'init.safetensors',
			'metrics.csv',
			'run.json',
			'split.json'
		]);
	});

	test('starts from the weights and pairs it is given, exactly as PyTorch did', async () => {
		const golden = readGolden();
		const init = writeGoldenInit(temporaryFolder());
		const options = ['--steps', '30', '--evaluate-every', '1'];
		const { code, folder } = await toyRun([...options, '--init', init, '--split', GOLDEN]);
		expect(code).toBe(0);
		const rows = readCsv(folder, 'metrics.csv');
		expect(rows).toHaveLength(golden.loss.length);
		for (const [step, train, testLoss] of golden.loss) {
			const row = rows[step];
			expect(relative(row?.['train_loss'], train)).toBeLessThan(PARITY_TOLERANCE);
			expect(relative(row?.['test_loss'], testLoss)).toBeLessThan(PARITY_TOLERANCE);
		}
		const split: unknown = JSON.parse(readText(folder, 'split.json'));
		expect(split).toEqual({ train_pairs: golden.train_pairs, test_pairs: golden.test_pairs });
		const { tensors } = decodeSafetensors(readBytes(folder, 'init.safetensors'));
		for (const [name, { shape, data }] of Object.entries(golden.init)) {
			expect(tensors.get(name)).toEqual({ shape, data: Float64Array.from(data) });
		}
		expect(readCard(folder)).toMatchObject({ initial_weights: init, split: GOLDEN });
	});

	test('of no steps evaluates the given weights and leaves them as they are', async () => {
		const init = writeGoldenInit(temporaryFolder());
		const { code, folder } = await toyRun(['--steps', '0', '--init', init, '--split', GOLDEN]);
		expect(code).toBe(0);
		const [row, ...rest] = readCsv(folder, 'metrics.csv');
		expect(rest).toEqual([]);
		const [, train = NaN, testLoss = NaN] = readGolden().loss[0] ?? [];
		expect(relative(row?.['train_loss'], train)).toBeLessThan(PARITY_TOLERANCE);
		expect(relative(row?.['test_loss'], testLoss)).toBeLessThan(PARITY_TOLERANCE);
		expect(readBytes(folder, 'final.safetensors')).toEqual(readBytes(folder, 'init.safetensors'));
		expect(readCard(folder)).toMatchObject({
			step: 0,
			runs: [
				{
					last_evaluation: {
						step: 0,
						sum_of_squared_weights: Number(row?.['sum_of_squared_weights'])
					}
				}
			]
		});
		expect(readText(folder, 'run.json')).toMatch(
			/"embedding-spectrum": \[[\d.]+, [\d.]+, [\d.]+\],/
		);
	});

	test('puts config, link and step into the weights, and everything into the run card', async () => {
		const { folder } = await toyRun(['--steps', '5', '--set', 'seed=3', '--set', 'seed_init=9']);
		const { metadata } = decodeSafetensors(readBytes(folder, 'final.safetensors'));
		const link = String(readCard(folder)['link']);
		expect(link).toMatch(/^#v=1&preset=quick-start&/);
		expect(link).toContain('&steps=5');
		expect(metadata).toMatchObject({ link, step: '5', format: 'pt' });
		expect(JSON.parse(metadata['config'] ?? '')).toMatchObject({
			task: 'modular-addition',
			values: { p: 7, seed: 3 }
		});
		expect(readCard(folder)).toMatchObject({
			status: 'done',
			config: { model: 'one-layer-transformer', p: 7 },
			step: 5,
			backend: 'reference',
			adapter: { kind: 'reference' },
			versions: { node: process.versions.node, build: buildHash() },
			events: [],
			train_examples: 29,
			examples: 49,
			runs: [
				{
					seed_split: 3,
					seed_init: 9,
					seed_batch: 3,
					seed_probe: 3,
					transitions: { memorized: null, grokked: null }
				}
			]
		});
	});

	test('tells the moments as intervals between evaluated steps', async () => {
		const easy = ['--set', 'memorized_accuracy=0', '--set', 'grokked_accuracy=0'];
		const { folder, printed } = await toyRun(['--steps', '30', ...easy]);
		expect(readCard(folder)).toMatchObject({
			runs: [{ transitions: { memorized: { after: 0, by: 0 }, grokked: { after: 0, by: 0 } } }]
		});
		expect(printed).toContain('memorized  at step 0');
	});

	test('replica r is the run with seed + r', async () => {
		const pair = await toyRun(['--steps', '6', '--replicas', '2']);
		const second = await toyRun(['--steps', '6', '--set', 'seed=1']);
		const rows = readCsv(pair.folder, 'metrics.csv');
		expect(rows.map(({ step, replica }) => `${step ?? ''} ${replica ?? ''}`)).toEqual(
			Array.from({ length: 14 }, (_, i) => `${String(Math.floor(i / 2))} ${String(i % 2)}`)
		);
		const ofSecond = rows.filter(({ replica }) => replica === '1');
		expect(ofSecond.map(({ replica: _, ...row }) => row)).toEqual(
			readCsv(second.folder, 'metrics.csv')
		);
		for (const name of ['init', 'final']) {
			const { tensors } = decodeSafetensors(readBytes(pair.folder, `${name}.1.safetensors`));
			const alone = decodeSafetensors(readBytes(second.folder, `${name}.safetensors`));
			expect(tensors).toEqual(alone.tensors);
		}
	});
});

describe('a split of several replicas', () => {
	test('is written so that it can be given to another run', async () => {
		const options = ['--steps', '6', '--replicas', '2'];
		const first = await toyRun(options);
		const file = join(first.folder, 'split.json');
		const again = await toyRun([...options, '--split', file]);
		expect(readText(again.folder, 'split.json')).toBe(readText(first.folder, 'split.json'));
		expect(readText(again.folder, 'metrics.csv')).toBe(readText(first.folder, 'metrics.csv'));
		const three = await toyRun(['--replicas', '3', '--split', file]);
		expect(three.code).toBe(2);
		expect(three.notices).toBe(
			`--split ${file}: expected 3 replicas with equally many train examples, got 2 with 29\n`
		);
	});
});

describe('progress', () => {
	test('is plain lines where there is no terminal', async () => {
		const { progress } = await toyRun(['--steps', '20']);
		expect(progress).toMatch(
			/^step \d+\/20 {2}[\d.]+ steps\/s {2}train [\d.]+ {2}test [\d.]+ \([\d.]+ %\) {2}\d+:\d\d left\n/
		);
		expect(progress.split('\n').at(-2)).toMatch(/^step 20\/20 .* 0:00 left$/);
	});

	test('is a bar on a terminal, within its width, and gone at the end', async () => {
		const { progress } = await toyRun(['--steps', '20'], { isTerminal: true });
		const lines = progress.split('\r\u001b[K');
		expect(lines).toContainEqual(expect.stringMatching(/^█{20} 20\/20 /));
		for (const line of lines) expect(line.length).toBeLessThan(100);
		expect(progress).not.toContain('\n');
		expect(lines.at(-1)).toBe('');
	});
});
