import { describe, expect, test } from 'vitest';
import { lab, readCsv, readText, toyRun } from '../lab-place.ts';

const PARITY = ['task=sparse-parity', 'model=sign-mlp', 'n_bits=9', 'k_bits=2', 'd_mlp=8'];
const set = (settings: readonly string[]) => settings.flatMap((setting) => ['--set', setting]);

describe('a run on mini-batches', () => {
	const settings = set([...PARITY, 'train_examples=60', 'test_examples=20', 'batch_size=8']);

	test('says in metrics.csv in which epoch every step is', async () => {
		const { folder, code } = await toyRun(['--steps', '20', ...settings]);
		expect(code).toBe(0);
		const rows = readCsv(folder, 'metrics.csv');
		// Seven whole batches of 8 in 60 examples.
		expect(rows.map(({ epoch }) => Number(epoch))).toEqual(
			rows.map(({ step }) => Math.floor(Number(step) / 7))
		);
	});

	test('that was interrupted goes on bit for bit', async () => {
		const options = ['--steps', '40', '--replicas', '2', ...settings];
		const whole = await toyRun(options);
		const cut = await toyRun(options, { interruptAt: 3 });
		expect(cut.code).toBe(130);
		expect(await lab(['run', '--resume', cut.folder])).toMatchObject({ code: 0, notices: '' });
		for (const file of ['metrics.csv', 'split.json', 'final.1.safetensors']) {
			expect(readText(cut.folder, file)).toBe(readText(whole.folder, file));
		}
	});
});

test('a run with other live parameters than lr and weight_decay goes on bit for bit', async () => {
	const options = ['--steps', '20', ...set(['optimizer=muon'])];
	const whole = await toyRun(options);
	const cut = await toyRun(options, { interruptAt: 3 });
	expect(await lab(['run', '--resume', cut.folder])).toMatchObject({ code: 0, notices: '' });
	expect(readText(whole.folder, 'metrics.csv')).toContain(',muon_lr');
	expect(readText(cut.folder, 'metrics.csv')).toBe(readText(whole.folder, 'metrics.csv'));
});
