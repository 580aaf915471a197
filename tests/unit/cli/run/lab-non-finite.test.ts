import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
	decodeSafetensors,
	encodeSafetensors
} from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { rewriteAsEarlier } from '../lab-checkpoints.ts';
import { readGolden } from '../lab-golden.ts';
import {
	lab,
	readBytes,
	readCard,
	readCsv,
	temporaryFolder,
	toyRun,
	type Finished
} from '../lab-place.ts';

/** Every update multiplies the weights by 1 - lr * weight_decay. */
const WILD = ['--set', 'lr=1000', '--set', 'weight_decay=1000', '--set', 'warmup_steps=3'];

/** The golden's initial weights with a function applied to each value. */
function writeInit(change: (value: number, name: string, i: number) => number): string {
	const path = join(temporaryFolder(), 'init.safetensors');
	const tensors = new Map(
		Object.entries(readGolden().init).map(([name, { shape, data }]) => [
			name,
			{ shape, data: Float64Array.from(data, (value, i) => change(value, name, i)) }
		])
	);
	writeFileSync(path, encodeSafetensors({ tensors, metadata: {} }));
	return path;
}

const valuesIn = (folder: string, file: string): readonly number[] =>
	[...decodeSafetensors(readBytes(folder, file)).tensors.values()].flatMap(({ data }) =>
		Array.from(data)
	);

type ToyRun = Finished & { readonly folder: string };

/**
 * Ended at step `bad`, with weights of the step before and a checkpoint that can be resumed.
 */
function expectLastGood({ code, notices, folder }: ToyRun, bad: number): void {
	expect(notices).toMatch(new RegExp(`at step ${String(bad)}: `));
	expect(notices).toContain(`The weights of step ${String(bad - 1)}, the last good ones`);
	expect(notices).toContain('The weight decay is too high for the learning rate: their product is');
	expect(notices).toContain('--set weight_decay=');
	expect(code).toBe(4);
	const rows = readCsv(folder, 'metrics.csv');
	expect(rows).toHaveLength(bad + 1);
	expect(rows[bad]?.['train_loss']).toMatch(/NaN|Infinity/);
	for (const row of rows.slice(0, bad)) expect(Number(row['train_loss'])).toBeLessThan(Infinity);
	expect(readCard(folder)).toMatchObject({ status: 'non-finite-loss', step: bad - 1 });
	const { metadata } = decodeSafetensors(readBytes(folder, 'final.safetensors'));
	expect(metadata['step']).toBe(String(bad - 1));
	for (const file of ['final.safetensors', 'checkpoint.safetensors']) {
		const isNamed = file === 'final.safetensors';
		const values = isNamed ? valuesIn(folder, file) : stateIn(folder);
		expect(values.length).toBeGreaterThan(0);
		expect(values.every(Number.isFinite), file).toBe(true);
	}
}

/** Weights and optimizer state of a checkpoint; evaluations in it may have no value. */
const stateIn = (folder: string): readonly number[] =>
	[...decodeSafetensors(readBytes(folder, 'checkpoint.safetensors')).tensors]
		.filter(([name]) => name.startsWith('buffer.'))
		.flatMap(([, { data }]) => Array.from(data));

describe('4: a loss that leaves the floats', () => {
	test('while it trains: the weights of the step before are written', async () => {
		const wild = await toyRun([...WILD, '--steps', '40']);
		expectLastGood(wild, readCsv(wild.folder, 'metrics.csv').length - 1);
	});

	test('at the end of the budget: the same, by the evaluation of that step', async () => {
		const wild = await toyRun([...WILD, '--steps', '40']);
		const bad = readCsv(wild.folder, 'metrics.csv').length - 1;
		const exact = await toyRun([...WILD, '--steps', String(bad)]);
		expectLastGood(exact, bad);
		expect(readBytes(exact.folder, 'final.safetensors').length).toBe(
			readBytes(wild.folder, 'final.safetensors').length
		);
		expect(valuesIn(exact.folder, 'final.safetensors')).toEqual(
			valuesIn(wild.folder, 'final.safetensors')
		);
		// The same steps again, from the last finite state.
		const again = await lab(['run', '--resume', exact.folder]);
		expectLastGood({ ...again, folder: exact.folder }, bad);
	});

	test('where it is interrupted: no bad weights are kept', async () => {
		const wild = await toyRun([...WILD, '--steps', '40']);
		const bad = readCsv(wild.folder, 'metrics.csv').length - 1;
		// With snapshots each of the first bursts is one step, and each asks once before.
		const cut = await toyRun([...WILD, '--steps', '40', '--snapshots'], { interruptAt: bad + 1 });
		expectLastGood(cut, bad);
		for (const name of readdirSync(join(cut.folder, 'snapshots'))) {
			expect(Number(/\d+/.exec(name)?.[0])).toBeLessThan(bad);
		}
	});
});

describe('4: initial weights that are no good', () => {
	test('because they give no loss: no final weights, nothing to go on from', async () => {
		const finished = await toyRun(['--init', writeInit((value) => value * 1e200)]);
		expect(finished.notices).toMatch(/at step 0: .*\nThe initial weights are no good\n$/);
		expect(finished.code).toBe(4);
		expect(readdirSync(finished.folder)).not.toContain('final.safetensors');
		expect(readdirSync(finished.folder)).not.toContain('checkpoint.safetensors');
	});

	test.each(['0', '5'])('because one of them is NaN, with --steps %s', async (steps) => {
		const init = writeInit((value, name, i) => (name === 'embed.W_E' && i === 3 ? NaN : value));
		const options = ['--steps', steps, '--init', init, '--snapshots'];
		const { code, notices, folder } = await toyRun(options);
		expect(notices).toMatch(
			/^"parameters" holds NaN at step 0: .*\nThe initial weights are no good\n$/
		);
		expect(code).toBe(4);
		expect(readCard(folder)).toMatchObject({
			status: 'non-finite-loss',
			step: 0,
			events: [{ kind: 'non-finite-loss', step: 0 }]
		});
		expect(readCsv(folder, 'metrics.csv')).toHaveLength(1);
		const files = readdirSync(folder);
		for (const name of ['final.safetensors', 'checkpoint.safetensors', 'settled.csv']) {
			expect(files).not.toContain(name);
		}
		expect(readdirSync(join(folder, 'snapshots'))).toEqual([]);
	});
});

test('a checkpoint of bad weights, as earlier versions left them, is named with its step, and nothing is touched', async () => {
	const { folder } = await toyRun(['--steps', '3']);
	rewriteAsEarlier(folder, {
		tensors: (tensors) => tensors.get('buffer.parameters')?.data.fill(NaN, 0, 1)
	});
	const files = ['checkpoint.safetensors', 'metrics.csv', 'run.json', 'split.json'];
	const bytes = () => files.map((file) => readBytes(folder, file));
	const before = bytes();
	for (const steps of ['3', '6']) {
		const { code, notices } = await lab(['run', '--resume', folder, '--steps', steps]);
		expect(code).toBe(4);
		expect(notices).toMatch(/at step 3: /);
		expect(notices).toContain('nothing goes on from it, and nothing was changed');
		expect(bytes()).toEqual(before);
	}
});
