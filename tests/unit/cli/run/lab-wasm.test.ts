import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lab, readBytes, readCard, readText, temporaryFolder, TOY_LINK } from '../lab-place.ts';

/** @returns the folder of a run in WebAssembly */
async function wasmRun(...more: readonly string[]): Promise<string> {
	const folder = join(temporaryFolder(), 'run');
	const args = ['run', TOY_LINK, '--backend', 'wasm', '--out', folder, ...more];
	expect(await lab(args)).toMatchObject({ code: 0, notices: '' });
	return folder;
}

test('threads are for WebAssembly alone', async () => {
	const out = join(temporaryFolder(), 'run');
	const args = ['run', TOY_LINK, '--backend', 'reference', '--threads', '2', '--out', out];
	expect(await lab(args)).toMatchObject({
		code: 2,
		notices:
			'--threads: expected with WebAssembly alone (--backend wasm), got 2 for a run on --backend reference\n'
	});
	expect(existsSync(out)).toBe(false);
});

test('a run in WebAssembly resumes bit for bit, and its card names backend and threads', async () => {
	const options = ['--replicas', '2', '--snapshots', '--views'];
	const whole = await wasmRun('--steps', '40', '--threads', '1', ...options);
	const cut = await wasmRun('--steps', '15', '--threads', '2', ...options);
	const again = await lab(['run', '--resume', cut, '--steps', '40', '--threads', '3']);
	expect(again).toMatchObject({ code: 0, notices: '' });
	for (const file of ['metrics.csv', 'settled.0.csv', 'views.1.json']) {
		expect(readText(cut, file), file).toBe(readText(whole, file));
	}
	const weights = 'final.1.safetensors';
	expect(readBytes(cut, weights)).toEqual(readBytes(whole, weights));
	expect(readCard(cut)).toMatchObject({
		backend: 'wasm',
		adapter: { kind: 'wasm', name: 'CPU, WebAssembly', threads: 3 }
	});
	expect(await lab(['check', cut])).toMatchObject({ code: 0 });
});
