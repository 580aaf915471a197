import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { GOLDEN, writeGoldenInit } from '../lab-golden.ts';
import {
	lab,
	readBytes,
	readCard,
	readCsv,
	readText,
	temporaryFolder,
	toyRun
} from '../lab-place.ts';

describe('a resumed run', () => {
	test.each([2, 3, 4, 5])('interrupted at question %i goes on bit for bit', async (interruptAt) => {
		const options = ['--steps', '40', '--replicas', '2'];
		const whole = await toyRun(options);
		const cut = await toyRun(options, { interruptAt });
		expect(cut.code).toBe(130);
		expect(readCard(cut.folder)).toMatchObject({ status: 'interrupted' });
		const step = Number(readCard(cut.folder)['step']);
		expect(step).toBeGreaterThan(0);
		expect(step).toBeLessThan(40);
		expect(cut.notices).toContain(`Interrupted at step ${String(step)}`);
		const resumed = await lab(['run', '--resume', cut.folder]);
		expect(resumed).toMatchObject({ code: 0, notices: '' });
		for (const file of ['metrics.csv', 'split.json', 'final.1.safetensors']) {
			expect(readText(cut.folder, file)).toBe(readText(whole.folder, file));
		}
		const { runs } = readCard(whole.folder);
		expect(readCard(cut.folder)).toMatchObject({
			status: 'done',
			runs,
			events: [
				{ kind: 'interrupted', step },
				{ kind: 'resumed', step }
			]
		});
	});

	test('goes on from its checkpoint when later rows are there, whole or torn', async () => {
		const whole = await toyRun(['--steps', '40']);
		const cut = await toyRun(['--steps', '40'], { interruptAt: 4 });
		const later = readText(whole.folder, 'metrics.csv').slice(0, -30);
		writeFileSync(join(cut.folder, 'metrics.csv'), later);
		expect(await lab(['run', '--resume', cut.folder])).toMatchObject({ code: 0 });
		expect(readText(cut.folder, 'metrics.csv')).toBe(readText(whole.folder, 'metrics.csv'));
	});

	test('in chunks is one run, with the chunks evaluated at their ends', async () => {
		const whole = await toyRun(['--steps', '40']);
		const parts = await toyRun(['--steps', '13']);
		for (const steps of ['27', '40']) {
			const { code } = await lab(['run', '--resume', parts.folder, '--steps', steps]);
			expect(code).toBe(0);
		}
		const rows = readCsv(parts.folder, 'metrics.csv');
		const expected = readCsv(whole.folder, 'metrics.csv');
		expect(rows.map((row) => row['train_loss'])).toEqual(expected.map((row) => row['train_loss']));
		expect(rows[27]?.['test_loss']).not.toBe('');
		const weights = (folder: string) =>
			decodeSafetensors(readBytes(folder, 'final.safetensors')).tensors;
		expect(weights(parts.folder)).toEqual(weights(whole.folder));
	});

	test('of weights that were only evaluated trains nothing until it is told to', async () => {
		const { folder } = await toyRun(['--steps', '0']);
		const again = await lab(['run', '--resume', folder, '--views']);
		expect(again).toMatchObject({ code: 0 });
		expect(again.notices).toContain('The budget is used up; --steps N raises it');
		expect(readCard(folder)).toMatchObject({ status: 'done', step: 0 });
		expect(await lab(['run', '--resume', folder, '--steps', '3'])).toMatchObject({ code: 0 });
		expect(readCard(folder)).toMatchObject({ step: 3 });
	});

	test('keeps the split and weights that were given', async () => {
		const init = writeGoldenInit(temporaryFolder());
		const given = ['--init', init, '--split', GOLDEN];
		const whole = await toyRun(['--steps', '40', ...given]);
		const cut = await toyRun(['--steps', '40', ...given], { interruptAt: 3 });
		await lab(['run', '--resume', cut.folder]);
		expect(readText(cut.folder, 'metrics.csv')).toBe(readText(whole.folder, 'metrics.csv'));
	});

	test('that is at its end says how to go on', async () => {
		const { folder } = await toyRun(['--steps', '3']);
		const before = readText(folder, 'metrics.csv');
		const again = await lab(['run', '--resume', folder]);
		expect(again.code).toBe(0);
		expect(again.notices).toContain('--steps N raises it');
		expect(readText(folder, 'metrics.csv')).toBe(before);
		const less = await lab(['run', '--resume', folder, '--steps', '2']);
		expect(less).toMatchObject({
			code: 2,
			notices: '--steps: expected at least 3, where the run stands, got 2\n'
		});
	});

	test('refuses a folder without a checkpoint, and one whose rows are gone', async () => {
		const nothing = await lab(['run', '--resume', temporaryFolder()]);
		expect(nothing.code).toBe(2);
		expect(nothing.notices).toContain('expected a folder with checkpoint.safetensors');
		const { folder } = await toyRun(['--steps', '3']);
		writeFileSync(join(folder, 'metrics.csv'), 'step,train_loss\n0,1\n');
		const torn = await lab(['run', '--resume', folder]);
		expect(torn).toMatchObject({ code: 2 });
		expect(torn.notices).toContain('expected 3 rows before step 3');
	});

	test('names a checkpoint that is broken, with option and path', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'checkpoint.safetensors');
		writeFileSync(path, 'broken');
		const { code, notices } = await lab(['run', '--resume', folder]);
		expect(code).toBe(2);
		expect(notices).toMatch(
			/^--resume .*\/checkpoint\.safetensors: safetensors: expected a header/
		);
		expect(notices).toContain(path);
	});

	test('refuses broken files and a budget that is too small in one go', async () => {
		const { folder } = await toyRun(['--steps', '3']);
		writeFileSync(join(folder, 'split.json'), '[]');
		const { code, notices } = await lab(['run', '--resume', folder, '--steps', '2']);
		expect(code).toBe(2);
		expect(notices.trimEnd().split('\n')).toEqual([
			'--steps: expected at least 3, where the run stands, got 2',
			expect.stringContaining(`--resume ${folder}/split.json: expected an object with`)
		]);
	});
});
