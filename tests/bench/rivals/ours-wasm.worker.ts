import { expose } from 'comlink';
import { createBrowserHost } from '../../../src/host/browser.ts';
import { browserThreads } from '../../../src/host/browser-threads.ts';
import type { BenchCase } from '../bench-case.ts';
import { openWasmRun, type WasmRun } from '../cpu/wasm-run.ts';

let run: WasmRun | undefined;

function opened(): WasmRun {
	if (run === undefined) throw new Error('our run in WebAssembly: expected to be open');
	return run;
}

const worker = {
	async open(sizes: BenchCase, threads: number) {
		run = await openWasmRun(sizes, createBrowserHost(), browserThreads(threads));
	},
	losses: (steps: number) => opened().losses(steps),
	train: (steps: number) => opened().train(steps)
};

export type WasmWorker = typeof worker;

expose(worker);
