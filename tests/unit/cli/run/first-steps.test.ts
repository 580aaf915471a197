import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differences, hashRun, readGolden } from '../../../support/golden-hashes.mjs';
import { lab, readText, temporaryFolder, toyRun } from '../lab-place.ts';

describe('hashes of a run', () => {
	// In WebAssembly they are the same on every machine and in every browser.
	test.each([
		['reference', 'quick-mlp', 20],
		['reference', 'quick-start', 20],
		['wasm', 'quick-mlp', 200],
		['wasm', 'quick-start', 20],
		['wasm', 'doshi-2023', 10],
		['wasm', 'nanda-2023', 10]
	])(
		'split, weights and all metrics on %s of %s in its first %i steps are what they were',
		async (backend, preset, steps) => {
			const folder = join(temporaryFolder(), 'run');
			const options = ['--backend', backend, '--steps', String(steps), '--out', folder];
			expect((await lab(['run', preset, ...options])).code).toBe(0);
			const { runs, intended } = readGolden();
			const expected = runs[`${backend} ${preset} ${String(steps)}`];
			if (expected === undefined) throw new Error(`no hashes of ${preset}`);
			const found = differences(expected, hashRun(folder));
			expect(found.filter(({ name }) => intended[name] === undefined)).toEqual([]);
		}
	);

	test('name the column, the tensor and the list of pairs that changed, and pass over new columns', async () => {
		const { folder } = await toyRun(['--steps', '3']);
		const before = hashRun(folder);
		expect(differences(before, hashRun(folder))).toEqual([]);

		const [header = '', first = '', ...rows] = readText(folder, 'metrics.csv').split('\n');
		const last = first.at(-1) === '1' ? '2' : '1';
		const changed = [`${header},another`, `${first.slice(0, -1)}${last},0`, ...rows];
		writeFileSync(join(folder, 'metrics.csv'), changed.join('\n'));
		const weights = readFileSync(join(folder, 'final.safetensors'));
		weights.writeUInt8(weights.readUInt8(weights.length - 1) ^ 1, weights.length - 1);
		writeFileSync(join(folder, 'final.safetensors'), weights);
		const split = readText(folder, 'split.json');
		writeFileSync(join(folder, 'split.json'), split.replace('[[', '[[6, 6], ['));

		const lastColumn = header.split(',').at(-1) ?? '';
		const names = differences(before, hashRun(folder)).map(({ name }) => name);
		expect(names).toHaveLength(3);
		expect(names[0]).toBe('split train_pairs');
		expect(names[1]).toMatch(/^final /);
		expect(names[2]).toBe(`metrics ${lastColumn}`);
	});
});
