import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { neededBackend } from '../../../../src/cli/device/probe-adapter.ts';
import { toyRun } from '../lab-place.ts';

const needed = (...args: readonly string[]) => neededBackend(args, (path) => resolve(path));

test.each([
	['run quick-mlp --out reference', 'default'],
	['--set task=reference run quick-mlp --out x', 'default'],
	['run quick-mlp --out x --backend webgpu', 'webgpu'],
	['run quick-mlp --out x --backend reference', 'reference'],
	['run quick-mlp --out x --backend wasm', 'wasm'],
	['run quick-mlp --out x --backend=reference', 'reference'],
	['adapters', 'webgpu'],
	['--help', undefined],
	['run --help', undefined],
	['run quick-mlp', undefined],
	['run --resume /nowhere', undefined],
	['record /nowhere', undefined]
])('%s computes on %s', (line, backend) => {
	expect(needed(...line.split(' '))).toBe(backend);
});

test('a resumed run and a recorded run compute on what the run did', async () => {
	const { folder } = await toyRun(['--steps', '1', '--snapshots']);
	expect(needed('run', '--resume', folder)).toBe('reference');
	expect(needed('record', folder)).toBe('reference');
	writeFileSync(join(folder, 'checkpoint.safetensors'), 'broken');
	expect(needed('run', '--resume', folder)).toBeUndefined();
});
