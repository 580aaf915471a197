import { expose, transfer } from 'comlink';
import { createBrowserHost } from '../../../src/host/browser.ts';
import { browserThreads } from '../../../src/host/browser-threads.ts';
import type { PresetId } from '../../../src/presets/index.ts';
import { trainBits } from './train-bits.ts';

const worker = {
	async train(preset: PresetId, steps: number) {
		const files = await trainBits(preset, steps, createBrowserHost(), browserThreads().load);
		return transfer(files, [files.weights.buffer]);
	}
};

export type BitsWorker = typeof worker;

expose(worker);
