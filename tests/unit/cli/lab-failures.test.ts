import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
	decodeSafetensors,
	encodeSafetensors
} from '../../../src/engine/checkpoint/safetensors-codec.ts';
import { conclude } from '../../../src/cli/lab/failures.ts';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import { GOLDEN, readGolden } from './lab-golden.ts';
import {
	lab,
	readBytes,
	readCard,
	readCsv,
	temporaryFolder,
	toyRun,
	TOY_LINK,
	type Finished
} from './lab-place.ts';

function expectEnd({ code, notices }: Finished, expected: number, words: string | RegExp): void {
	expect(notices).toMatch(words);
	expect(code).toBe(expected);
}

describe('what cannot be run ends with a code and a sentence', () => {
	test('2: arguments, links, settings', async () => {
		expectEnd(
			await lab(['run', '#v=1&preset=quick-mlp&p=0&lr=x', '--out', 'x']),
			2,
			/^p: .*\nlr: .*\n$/
		);
		expectEnd(await toyRun(['--set', 'lr=fast', '--set', 'n_heads=3']), 2, /^lr: .*\n$/);
		expectEnd(await toyRun(['--formulation', 'quantum']), 2, 'formulation: expected one of');
	});

	test('2: weights of another model, tensor by tensor', async () => {
		const path = join(temporaryFolder(), 'other.safetensors');
		const tensors = new Map([['embed.W_E', { shape: [2], data: new Float32Array(2) }]]);
		writeFileSync(path, encodeSafetensors({ tensors, metadata: {} }));
		const { code, notices } = await toyRun(['--init', path]);
		expect(code).toBe(2);
		expect(notices.trimEnd().split('\n')).toHaveLength(11);
		expect(notices).toContain('--init: tensor "embed.W_E": expected shape [8, 8], got [2]\n');
	});

	test('2: files that are not there, or no safetensors, or no split', async () => {
		expectEnd(
			await toyRun(['--init', '/nowhere.safetensors']),
			2,
			'--init: expected a file that can be read'
		);
		expectEnd(await toyRun(['--init', GOLDEN]), 2, 'safetensors: ');
		const path = join(temporaryFolder(), 'split.json');
		writeFileSync(path, '{"train_pairs": [[0, 1], [0, 7]]}');
		expect(await toyRun(['--split', path])).toMatchObject({
			code: 2,
			notices: 'split: train_pairs[1]: expected two whole numbers from 0 to 6, got [0,7]\n'
		});
	});

	test.each([
		['[]', 'split: expected an object with "train_pairs"'],
		['{"train_pairs": [[0, 1]', 'split: expected JSON'],
		['{"train_pairs": [[0, 1], [0, 1]]}', 'train_pairs[1]: expected every pair once'],
		['{"train_pairs": [[0, 1]], "test_pairs": [[0, 2]]}', 'exactly the 48 pairs'],
		['{"train_pairs": []}', 'at least one pair in train']
	])('2: the split %s', async (text, words) => {
		const path = join(temporaryFolder(), 'split.json');
		writeFileSync(path, text);
		expectEnd(await toyRun(['--split', path]), 2, words);
	});

	test('2: a folder that holds a run', async () => {
		const { folder } = await toyRun(['--steps', '1']);
		const again = ['run', TOY_LINK, '--backend', 'reference', '--out', folder];
		expectEnd(await lab(again), 2, 'holds a run already');
	});

	test('4: a loss that leaves the floats, with the weights of the step before', async () => {
		// Every update multiplies the weights by 1 - lr * weight_decay.
		const wild = ['--set', 'lr=1000', '--set', 'weight_decay=1000', '--set', 'warmup_steps=3'];
		const { code, notices, folder } = await toyRun(['--steps', '40', ...wild]);
		expect(code).toBe(4);
		const rows = readCsv(folder, 'metrics.csv');
		const bad = rows.length - 1;
		expect(rows[bad]?.['train_loss']).toMatch(/NaN|Infinity/);
		for (const row of rows.slice(0, bad)) expect(Number(row['train_loss'])).toBeLessThan(Infinity);
		expect(notices).toMatch(new RegExp(`at step ${String(bad)}:`));
		const { tensors, metadata } = decodeSafetensors(readBytes(folder, 'final.safetensors'));
		expect(metadata['step']).toBe(String(bad - 1));
		for (const { data } of tensors.values()) {
			for (const value of data) expect(value).toBeLessThan(Infinity);
		}
		expect(readCard(folder)).toMatchObject({ status: 'non-finite-loss', step: bad - 1 });
	});

	test('4: initial weights that give no loss, and no final weights then', async () => {
		const path = join(temporaryFolder(), 'huge.safetensors');
		const tensors = new Map(
			Object.entries(readGolden().init).map(([name, { shape, data }]) => [
				name,
				{ shape, data: Float64Array.from(data, (value) => value * 1e200) }
			])
		);
		writeFileSync(path, encodeSafetensors({ tensors, metadata: {} }));
		const finished = await toyRun(['--init', path]);
		expectEnd(finished, 4, /at step 0: .*\nThe initial weights are no good\n$/);
		expect(readdirSync(finished.folder)).not.toContain('final.safetensors');
	});

	test('3: no adapter, with what to install', () => {
		const { code, text } = conclude(new LabError('no-adapter', ''));
		expect(code).toBe(3);
		expect(text).toMatch(/apt-get install mesa-vulkan-drivers[^]*--backend reference/);
	});

	test('1: anything else, with all that is known', () => {
		expect(conclude(new LabError('gpu-error', 'the GPU failed', 'at once'))).toEqual({
			code: 1,
			text: 'the GPU failed\nat once'
		});
		expect(conclude(new Error('oh')).code).toBe(1);
	});

	test('5: a folder that cannot be made', async () => {
		const file = join(temporaryFolder(), 'file');
		writeFileSync(file, '');
		const args = ['run', TOY_LINK, '--backend', 'reference', '--out', join(file, 'run')];
		expectEnd(await lab(args), 5, 'could not be written: ENOTDIR');
	});

	test('5: a file that cannot be written', async () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, 'metrics.csv'));
		const args = ['run', TOY_LINK, '--backend', 'reference', '--out', folder];
		expectEnd(await lab(args), 5, /metrics\.csv: could not be written: EISDIR/);
	});
});
