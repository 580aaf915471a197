import { expose, transfer } from 'comlink';
import { createBrowserHost } from '../../../src/host/browser.ts';
import { loadKernels } from '../../../src/host/wasm-kernels.ts';
import type { PresetId } from '../../../src/presets/index.ts';
import { trainBits } from './train-bits.ts';

const worker = {
	async train(preset: PresetId, steps: number) {
		const files = await trainBits(preset, steps, createBrowserHost(), loadKernels);
		return transfer(files, [files.weights.buffer]);
	}
};

export type BitsWorker = typeof worker;

expose(worker);
