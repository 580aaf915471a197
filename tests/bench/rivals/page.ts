import { BENCH_CASES } from '../bench-case.ts';
import { createExperiment } from './experiment.ts';
import { createJax } from './jax.ts';
import { createOurs } from './ours.ts';
import { createOursWasm } from './ours-wasm.ts';
import type { Runner } from './runner.ts';
import { createTfjs } from './tfjs.ts';

export type CaseId = keyof typeof BENCH_CASES;
/** Runners that are compared on one adapter. */
export type RivalId = 'folded' | 'last-position' | 'jax-webgpu' | 'jax-wasm' | 'tfjs-webgpu';
export type RunnerId = RivalId | 'wasm-1' | 'wasm-2' | 'tfjs-wasm';

/** What the Playwright driver calls. */
export interface RivalBench {
	/** Opens a runner on a case; returns a description of its adapter, if there is one. */
	open(caseId: CaseId, runner: RunnerId): Promise<string>;
	losses(runner: RunnerId, steps: number): Promise<readonly number[]>;
	/** Milliseconds for so many steps. */
	time(runner: RunnerId, steps: number): Promise<number>;
	close(): void;
}

declare global {
	interface Window {
		rivalBench?: RivalBench;
	}
}

const open = new Map<RunnerId, Runner>();

async function create(caseId: CaseId, id: RunnerId): Promise<readonly [Runner, string]> {
	const experiment = createExperiment(BENCH_CASES[caseId]);
	switch (id) {
		case 'folded':
		case 'last-position': {
			const runner = await createOurs(experiment, id);
			return [runner, runner.adapter];
		}
		case 'wasm-1':
			return [await createOursWasm(experiment, 1), ''];
		case 'wasm-2':
			return [await createOursWasm(experiment, 2), ''];
		case 'jax-webgpu':
			return [await createJax(experiment, 'webgpu'), ''];
		case 'jax-wasm':
			return [await createJax(experiment, 'wasm'), ''];
		case 'tfjs-webgpu':
			return [await createTfjs(experiment, 'webgpu'), ''];
		case 'tfjs-wasm':
			return [await createTfjs(experiment, 'wasm'), ''];
	}
}

function runnerOf(id: RunnerId): Runner {
	const runner = open.get(id);
	if (runner === undefined) throw new Error(`runner "${id}": expected to be open`);
	return runner;
}

window.rivalBench = {
	async open(caseId, id) {
		const [runner, adapter] = await create(caseId, id);
		open.set(id, runner);
		return adapter;
	},
	losses: (id, steps) => runnerOf(id).losses(steps),
	async time(id, steps) {
		const runner = runnerOf(id);
		const startMs = performance.now();
		await runner.train(steps);
		return performance.now() - startMs;
	},
	close() {
		for (const runner of open.values()) runner.dispose();
		open.clear();
	}
};
