import { wrap } from 'comlink';
import { PageThreads } from '../../../src/app/client/page-threads.ts';
import type { PresetId } from '../../../src/presets/index.ts';
import type { BitsWorker } from './bits.worker.ts';

/** What the driver of a browser calls. */
export interface BitsPage {
	/** The weights are in base64. */
	train(
		preset: PresetId,
		steps: number
	): Promise<{ readonly metrics: string; readonly weights: string }>;
}

declare global {
	interface Window {
		bitsPage?: BitsPage;
	}
}

const worker = new Worker(new URL('./bits.worker.ts', import.meta.url), { type: 'module' });
new PageThreads().serve(worker);
const remote = wrap<BitsWorker>(worker);

window.bitsPage = {
	async train(preset, steps) {
		const { metrics, weights } = await remote.train(preset, steps);
		const characters = Array.from(weights, (byte) => String.fromCharCode(byte));
		return { metrics, weights: btoa(characters.join('')) };
	}
};
