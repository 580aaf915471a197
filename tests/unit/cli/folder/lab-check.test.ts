import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lab, temporaryFolder, toyRun } from '../lab-place.ts';

const VARIED = ['--vary', 'weight_decay=0.5,1', '--steps', '20', '--snapshots', '--views'];

/** Changes the last byte of a file. */
function damage(path: string): void {
	const bytes = readFileSync(path);
	bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
	writeFileSync(path, bytes);
}

describe('check', () => {
	test('says what the folder of a run holds, replica by replica', async () => {
		const { folder } = await toyRun(VARIED);
		const { code, printed, notices } = await lab(['check', folder]);
		expect({ code, notices }).toEqual({ code: 0, notices: '' });
		expect(printed).toContain('done at step 20, 2 replicas, on CPU, float64 reference');
		expect(printed).toMatch(
			/ {2}replica 1 \(weight_decay 1\): \d+ evaluations; 29 train examples, 20 test examples; weights of \d+ steps, 0 to 20; settled at \d+ steps; 14 views\n/
		);
		expect(printed).toContain('is whole, with the digests that its checkpoint has');
	});

	test('names every damaged and missing file', async () => {
		const { folder } = await toyRun(VARIED);
		damage(join(folder, 'snapshots', 'step-20.1.safetensors'));
		damage(join(folder, 'final.0.safetensors'));
		const { code, printed, notices } = await lab(['check', folder]);
		expect({ code, printed }).toEqual({ code: 2, printed: '' });
		expect(notices).toContain('step-20.1.safetensors: ');
		expect(notices).toContain('final.0.safetensors: ');
		rmSync(join(folder, 'metrics.csv'));
		expect((await lab(['check', folder])).notices).toContain(
			'metrics.csv: expected a file of the run, got none'
		);
	});

	test('refuses what is not the folder of a run, and options', async () => {
		const empty = temporaryFolder();
		const none = await lab(['check', empty]);
		expect(none).toMatchObject({ code: 2, printed: '' });
		expect(none.notices).toContain(`got ${empty} without run.json`);
		const { code, notices } = await lab(['check', '--bits', '8']);
		expect(code).toBe(2);
		expect(notices).toContain('check: expected the folder of a run, got none');
		expect(notices).toContain('--bits: not an option of check (see --help)');
	});
});
