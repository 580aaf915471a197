import { wrap } from 'comlink';
import { PageThreads } from '../../../src/app/client/page-threads.ts';
import type { Experiment } from './experiment.ts';
import type { WasmWorker } from './ours-wasm.worker.ts';
import type { Runner } from './runner.ts';

/** Our run in WebAssembly in a worker, as on the page, where it may block to wait for threads. */
export async function createOursWasm({ sizes }: Experiment, threads: number): Promise<Runner> {
	const worker = new Worker(new URL('./ours-wasm.worker.ts', import.meta.url), { type: 'module' });
	const pageThreads = new PageThreads();
	pageThreads.serve(worker);
	const remote = wrap<WasmWorker>(worker);
	await remote.open(sizes, threads);
	return {
		losses: (steps) => remote.losses(steps),
		train: (steps) => remote.train(steps),
		dispose() {
			worker.terminate();
			pageThreads.dispose();
		}
	};
}
