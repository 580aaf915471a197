import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveRun } from '../../../../src/config/resolve.ts';
import { readLink } from '../../../../src/cli/arguments/read-config.ts';
import { RunFolder } from '../../../../src/cli/folder/run-folder.ts';
import { SnapshotFiles, snapshotSteps } from '../../../../src/cli/folder/snapshot-files.ts';
import { decodeSafetensors } from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { viewIds } from '../../../../src/engine/trainer/inspect/build-views.ts';
import { SnapshotStore } from '../../../../src/engine/trainer/train/snapshot-store.ts';
import {
	lab,
	readBytes,
	readCard,
	readCsv,
	readText,
	temporaryFolder,
	TOY_LINK,
	toyRun
} from '../lab-place.ts';

// Float64 against float64: what is left is the order of summation.
const SUM_TOLERANCE = 1e-9;

const stepsIn = (folder: string): readonly number[] =>
	readdirSync(join(folder, 'snapshots'))
		.map((name) => Number(/^step-(\d+)\./.exec(name)?.[1]))
		.toSorted((a, b) => a - b);

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
	if (typeof value === 'object' && value !== null) return { ...value };
	throw new Error(`not an object: ${String(value)}`);
}

const readJson = (folder: string, file: string): Readonly<Record<string, unknown>> =>
	membersOf(JSON.parse(readText(folder, file)));
const LISTED = '--set key_frequency_rule=given --set key_frequencies=2,1'.split(' ');

describe('--views', () => {
	test('writes every view that has a meaning, with its words, facts and numbers', async () => {
		const { code, folder } = await toyRun(['--steps', '0', '--views', ...LISTED]);
		expect(code).toBe(0);
		const { step, key_frequencies: keys, views } = readJson(folder, 'views.json');
		expect({ step, keys }).toEqual({ step: 0, keys: [2, 1] });
		const ids = viewIds(resolveRun(readLink(TOY_LINK).config));
		expect(Object.keys(membersOf(views))).toEqual(ids);
		for (const view of Object.values(membersOf(views)).map(membersOf)) {
			for (const key of ['label', 'cite', 'definition']) expect(view[key]).toMatch(/\w/);
			for (const key of ['facts', 'parts']) expect(view[key]).toBeInstanceOf(Array);
		}
		const [circle] = Object.values(membersOf(membersOf(membersOf(views)['embedding'])['parts']));
		expect(circle).toMatchObject({ kind: 'points', title: 'k = 2', label: 'token' });
		expect(membersOf(circle)['x']).toHaveLength(7);
	});

	test('has the attention of every head, and says what the controls of each picture stand at', async () => {
		const { folder } = await toyRun(['--steps', '0', '--views', ...LISTED]);
		const views = membersOf(readJson(folder, 'views.json')['views']);
		const { controls, parts, others, ...attention } = membersOf(views['attention']);
		expect(controls).toEqual({ head: 0 });
		expect(attention).toMatchObject({ label: 'Attention' });
		expect(others).toMatchObject([{ controls: { head: 1 } }]);
		const grids = (of: unknown) =>
			Object.values(membersOf(of))
				.map(membersOf)
				.filter(({ kind }) => kind === 'grid');
		const [other] = Object.values(membersOf(others)).map(membersOf);
		expect(grids(parts).map(({ title }) => title)).toEqual([
			'Head 0: attention to a',
			'Head 0: attention to b'
		]);
		expect(grids(other?.['parts']).map(({ title }) => title)).toEqual([
			'Head 1: attention to a',
			'Head 1: attention to b'
		]);
		for (const grid of [...grids(parts), ...grids(other?.['parts'])]) {
			expect(grid['values']).toHaveLength(49);
		}
		expect(grids(other?.['parts'])).not.toEqual(grids(parts));
		expect(membersOf(views['answer'])).toMatchObject({ controls: { a: 3, b: 5 } });
		expect(membersOf(views['answer'])).not.toHaveProperty('others');
		// A neuron of each key frequency.
		expect(views['neuron']).toMatchObject({
			controls: { neuron: -1 },
			others: [{ controls: { neuron: -2 } }]
		});
	});

	test('is done at the end of a resumed run, which need not have been started with it', async () => {
		const cut = await toyRun(['--steps', '20', '--views'], { interruptAt: 3 });
		expect(cut.code).toBe(130);
		expect(readdirSync(cut.folder)).not.toContain('views.json');
		await lab(['run', '--resume', cut.folder]);
		expect(readJson(cut.folder, 'views.json')).toMatchObject({ step: 20 });

		const plain = await toyRun(['--steps', '20']);
		expect(readdirSync(plain.folder)).not.toContain('views.json');
		expect(await lab(['run', '--resume', plain.folder, '--views'])).toMatchObject({ code: 0 });
		expect(readText(plain.folder, 'views.json')).toBe(readText(cut.folder, 'views.json'));
	});

	test('has a file per replica, that of r from the run with seed + r', async () => {
		const pair = await toyRun(['--steps', '4', '--replicas', '2', '--views', ...LISTED]);
		const second = await toyRun(['--steps', '4', '--set', 'seed=1', '--views', ...LISTED]);
		expect(readText(pair.folder, 'views.1.json')).toBe(readText(second.folder, 'views.json'));
		expect(readText(pair.folder, 'views.0.json')).not.toBe(readText(second.folder, 'views.json'));
	});
});

describe('--snapshots', () => {
	test('keeps the weights of evaluated steps, dense at first, as PyTorch would read them', async () => {
		const { code, folder } = await toyRun(['--steps', '60', '--snapshots']);
		expect(code).toBe(0);
		const steps = stepsIn(folder);
		expect(steps.slice(0, 22)).toEqual([...Array.from({ length: 21 }, (_, i) => i), 25]);
		expect(steps.at(-1)).toBe(60);
		const init = readBytes(folder, 'init.safetensors');
		expect(readBytes(folder, 'snapshots/step-0.safetensors')).toEqual(init);
		const final = readBytes(folder, 'final.safetensors');
		expect(readBytes(folder, 'snapshots/step-60.safetensors')).toEqual(final);
		const { metadata } = decodeSafetensors(readBytes(folder, 'snapshots/step-25.safetensors'));
		expect(metadata).toMatchObject({ step: '25', link: readCard(folder)['link'] });
	});

	test('changes nothing of the run, and settles to what a run with these key frequencies measures', async () => {
		const options = ['--steps', '40', ...LISTED];
		const plain = await toyRun(options);
		const { folder } = await toyRun([...options, '--snapshots']);
		expect(readText(folder, 'metrics.csv')).toBe(readText(plain.folder, 'metrics.csv'));
		const measured = readCsv(folder, 'metrics.csv');
		const settled = readCsv(folder, 'settled.csv');
		expect(settled.map(({ step }) => Number(step))).toEqual(stepsIn(folder));
		for (const { step, train_loss: trainLoss, train_accuracy: _, ...row } of settled) {
			const expected = measured[Number(step)] ?? {};
			expect(Number(trainLoss)).toBeCloseTo(Number(expected['evaluated_train_loss']), 9);
			for (const [name, text] of Object.entries(row)) {
				if (text === '') expect(expected[name]).toBe('');
				const wanted = Number(expected[name]);
				const error = Math.abs(Number(text) - wanted);
				expect(error).toBeLessThanOrEqual(SUM_TOLERANCE * Math.max(1, Math.abs(wanted)));
			}
			expect(row['excluded_loss']).not.toBe('');
		}
	});

	test('settled.json has a value per step and frequency, the card what they tell', async () => {
		const { folder } = await toyRun(['--steps', '40', '--snapshots', ...LISTED]);
		const settled = readJson(folder, 'settled.json');
		const rows = readCsv(folder, 'settled.csv');
		const { key_frequencies: keys, step, memorization_ends: ends } = settled;
		expect({ keys, step }).toEqual({ keys: [2, 1], step: rows.map((row) => Number(row['step'])) });
		for (const values of Object.values(membersOf(settled['by_frequency']))) {
			expect(values).toHaveLength(rows.length);
		}
		expect(membersOf(settled['by_frequency'])['embedding-spectrum']).toContainEqual([
			expect.any(Number),
			expect.any(Number),
			expect.any(Number)
		]);
		expect(readCard(folder)).toMatchObject({
			status: 'done',
			runs: [
				{
					settled: { key_frequencies: [2, 1], memorization_ends: ends, snapshots: rows.length }
				}
			]
		});
	});

	test.each([2, 4, 6])(
		'interrupted at question %i goes on bit for bit',
		async (interruptAt) => {
			const options = ['--steps', '40', '--replicas', '2', '--snapshots'];
			const whole = await toyRun(options);
			const cut = await toyRun(options, { interruptAt });
			expect(cut.code).toBe(130);
			expect(readdirSync(cut.folder)).not.toContain('settled.0.csv');
			// As if it had been killed after a snapshot and before the next checkpoint.
			const late = readBytes(whole.folder, 'snapshots/step-40.1.safetensors');
			for (const name of ['step-39.0', 'step-39.1']) {
				writeFileSync(join(cut.folder, 'snapshots', `${name}.safetensors`), late);
			}
			expect(await lab(['run', '--resume', cut.folder])).toMatchObject({ code: 0, notices: '' });
			const files = (folder: string) => readdirSync(join(folder, 'snapshots')).toSorted();
			expect(files(cut.folder)).toEqual(files(whole.folder));
			for (const file of [
				'metrics.csv',
				'settled.0.csv',
				'settled.1.json',
				...files(whole.folder).map((name) => `snapshots/${name}`)
			]) {
				expect(readBytes(cut.folder, file)).toEqual(readBytes(whole.folder, file));
			}
		},
		20_000
	);

	test('interrupted while settling says how to go on, and ends with the code of the signal', async () => {
		// The run itself asks before each of its bursts; settling asks after each row.
		const options = ['--steps', '3', '--snapshots'];
		let interruptAt = 1;
		let cut = await toyRun(options, { interruptAt });
		while (!cut.notices.includes('after training')) {
			expect(interruptAt).toBeLessThan(20);
			cut = await toyRun(options, { interruptAt: ++interruptAt });
		}
		expect(cut.code).toBe(130);
		expect(cut.notices).toContain(`npm run lab -- run --resume ${cut.folder}`);
		expect(readCard(cut.folder)).toMatchObject({ status: 'done', step: 3 });
		expect(readdirSync(cut.folder)).not.toContain('settled.csv');
		await lab(['run', '--resume', cut.folder]);
		expect(readCsv(cut.folder, 'settled.csv')).toHaveLength(4);
	});

	test('are thinned on the disk as in memory, also by a store that goes on with the files', () => {
		const folder = new RunFolder(temporaryFolder());
		const grid = { budget: 100, evaluateEvery: 1 };
		const encode = (step: number) => Uint8Array.of(step);
		const open = () => new SnapshotFiles(folder, 1, grid, encode);
		const memory = new SnapshotStore(grid);
		let files = open();
		for (let step = 0; step < 300; step = memory.nextAfter(step)) {
			expect(step === 0 ? 0 : files.nextAfter(memory.steps.at(-1) ?? 0)).toBe(step);
			memory.add(step, new Float32Array(0));
			files.add(step, new Float32Array(0));
			if (step === 100) {
				files = open();
				files.goOn(step);
			}
		}
		expect(memory.steps.length).toBeLessThan(200);
		expect(memory.steps.at(-1)).toBeGreaterThan(250);
		expect(snapshotSteps(folder)).toEqual(memory.steps);
	});

	test('no weights are kept of the step at which the loss left the floats', async () => {
		const wild = ['--set', 'lr=1000', '--set', 'weight_decay=1000', '--set', 'warmup_steps=3'];
		const { code, folder } = await toyRun([...wild, '--steps', '40', '--snapshots']);
		expect(code).toBe(4);
		expect(stepsIn(folder).at(-1)).toBeLessThanOrEqual(Number(readCard(folder)['step']));
		expect(readdirSync(folder)).not.toContain('settled.csv');
	});
});
