import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { conclude } from '../../../../src/cli/arguments/failures.ts';
import { LabError } from '../../../../src/engine/core/lab-error.ts';
import { GOLDEN } from '../lab-golden.ts';
import { lab, temporaryFolder, toyRun, TOY_LINK, type Finished } from '../lab-place.ts';

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
		expect(notices).toContain(
			`--init ${path}: tensor "embed.W_E": expected shape [8, 8], got [2]\n`
		);
	});

	test('2: files that are not there, or no safetensors, or no split', async () => {
		expectEnd(
			await toyRun(['--init', '/nowhere.safetensors']),
			2,
			'--init /nowhere.safetensors: expected a file that can be read'
		);
		expectEnd(await toyRun(['--init', GOLDEN]), 2, `--init ${GOLDEN}: safetensors: expected `);
		const path = join(temporaryFolder(), 'split.json');
		writeFileSync(path, '{"train_pairs": [[0, 1], [0, 7]]}');
		expect(await toyRun(['--split', path])).toMatchObject({
			code: 2,
			notices: `--split ${path}: train_pairs[1]: expected two whole numbers from 0 to 6, got [0,7]\n`
		});
	});

	test.each([
		['[]', 'split.json: expected an object with "train_pairs"'],
		['{"train_pairs": [[0, 1]', 'split.json: expected JSON'],
		['{"train_pairs": [[0, 1], [0, 1]]}', 'train_pairs[1]: expected every pair once'],
		['{"train_pairs": [[0, 1]], "test_pairs": [[0, 2]]}', 'exactly the 48 pairs'],
		['{"train_pairs": []}', 'at least one pair in train']
	])('2: the split %s', async (text, words) => {
		const path = join(temporaryFolder(), 'split.json');
		writeFileSync(path, text);
		expectEnd(await toyRun(['--split', path]), 2, words);
	});

	test('2: everything that is wrong with a run, in one go', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'broken.safetensors');
		writeFileSync(path, 'no');
		writeFileSync(join(folder, 'run.json'), '{}');
		const link = '#v=1&preset=quick-mlp&p=0';
		const wrong = ['--set', 'lr=q', '--formulation', 'quantum', '--init', path];
		const { code, notices } = await lab(['run', link, ...wrong, '--split', '/no', '--out', folder]);
		expect(code).toBe(2);
		expect(notices.trimEnd().split('\n')).toEqual([
			expect.stringMatching(/^p: expected a whole number from 2 .*got 0$/),
			expect.stringMatching(/^lr: expected .*"q"$/),
			expect.stringMatching(/^--formulation: expected one of .*, got "quantum"$/),
			expect.stringMatching(/^--split \/no: expected a file that can be read: /),
			expect.stringMatching(/^--out: .* holds a run already/),
			expect.stringContaining(`--init ${path}: safetensors: expected a header`)
		]);
		const arguments_ = await lab(['run', link, '--steps', 'x', '--set', 'lr=q', '--init', '/no']);
		expect(arguments_.notices.trimEnd().split('\n')).toEqual([
			'--out: expected a folder for the results, got none',
			'--steps: expected a whole number from 0, got "x"',
			expect.stringMatching(/^p: /),
			expect.stringMatching(/^lr: /),
			expect.stringMatching(/^--init \/no: /)
		]);
	});

	test('2: settings that do not go together, a formulation and weights that are of another model', async () => {
		expectEnd(
			await toyRun(['--set', 'd_model=10', '--set', 'n_heads=4']),
			2,
			/^.*divisible by n_heads.*\n$/
		);
		const path = join(temporaryFolder(), 'empty.safetensors');
		writeFileSync(path, encodeSafetensors({ tensors: new Map(), metadata: {} }));
		const { code, notices } = await toyRun(['--formulation', 'quantum', '--init', path]);
		expect(code).toBe(2);
		expect(notices).toMatch(/^--formulation: expected one of .*, got "quantum"\n--init /);
	});

	test('2: a folder that holds a run', async () => {
		const { folder } = await toyRun(['--steps', '1']);
		const again = ['run', TOY_LINK, '--backend', 'reference', '--out', folder];
		expectEnd(await lab(again), 2, 'holds a run already');
	});

	test.each([
		['a name of 300 characters', (folder: string) => join(folder, 'x'.repeat(300))],
		['a loop of links', (folder: string) => join(folder, 'loop', 'run')],
		['a folder of /proc', () => '/proc/self/no-such-folder/run']
	])('5: a folder that cannot be: %s', async (_, pathIn) => {
		const folder = temporaryFolder();
		symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
		const out = pathIn(folder);
		const args = ['run', TOY_LINK, '--backend', 'reference', '--out', out];
		const { code, notices } = await lab(args);
		expect([2, 5]).toContain(code);
		expect(notices).not.toMatch(/^\s+at /m);
		const wrong = await lab([...args, '--steps', 'x']);
		expect(wrong.code).toBe(2);
		expect(wrong.notices).toContain('--steps: expected a whole number');
		expect(wrong.notices).not.toMatch(/^\s+at /m);
	});

	test('decimal commas of settings are read, and said so', async () => {
		const { code, notices } = await toyRun(['--steps', '1', '--set', 'lr=0,02']);
		expect(code).toBe(0);
		expect(notices).toContain('lr: "0,02" was read as 0.02');
		expectEnd(await toyRun(['--set', 'weight_decay=1,000']), 2, /^weight_decay: expected /);
	});

	test('3: no adapter, with what to install', () => {
		const { code, text } = conclude(new LabError('no-adapter', ''));
		expect(code).toBe(3);
		expect(text).toMatch(/apt-get install mesa-vulkan-drivers[^]*--backend wasm/);
	});

	test('3: no Dawn, with the reason too', () => {
		const { code, text } = conclude(new LabError('no-webgpu', 'could not be loaded: GLIBCXX'));
		expect(code).toBe(3);
		expect(text).toMatch(/^could not be loaded: GLIBCXX\nNo WebGPU adapter[^]*apt-get install/);
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
});
