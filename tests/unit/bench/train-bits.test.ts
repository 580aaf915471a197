import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadKernels } from '../../../src/host/wasm-kernels.ts';
import { trainBits } from '../../bench/bits/train-bits.ts';
import { NODE_HOST } from '../../bench/cpu/node-lanes.ts';
import { columnHashes, hashRun, tensorHashes } from '../../support/golden-hashes.mjs';
import { lab, temporaryFolder } from '../cli/lab-place.ts';

const STEPS = 5;

test('what the bench hashes in a browser is what the headless lab writes', async () => {
	const folder = join(temporaryFolder(), 'run');
	const options = ['--backend', 'wasm', '--steps', String(STEPS), '--out', folder];
	expect((await lab(['run', 'quick-mlp', ...options])).code).toBe(0);
	const { metrics, weights } = await trainBits('quick-mlp', STEPS, NODE_HOST, loadKernels);
	const written = hashRun(folder);
	expect(columnHashes(metrics)).toEqual(written.metrics);
	expect(tensorHashes(weights)).toEqual(written.final);
});
