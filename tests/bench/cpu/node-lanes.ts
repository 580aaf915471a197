import { nodeThreads } from '../../../src/host/node-threads.ts';
import { benchSpec, type BenchCase } from '../bench-case.ts';
import { calibrate } from '../calibrate.ts';
import { loadRun, type GpuBench } from '../gpu-bench.ts';
import type { Runner } from '../rivals/runner.ts';
import { COMPARED_STEPS, type Lane, type LaneSpec } from './lane.ts';
import { openWasmRun, type WasmRun } from './wasm-run.ts';

/** Node's clock, and a way to let other work in. */
export const NODE_HOST = {
	now: () => performance.now(),
	yield: () => new Promise<void>((resolve) => setImmediate(resolve))
};

/** Our run in WebAssembly in this process. */
export const openWasmInNode = (sizes: BenchCase, threads: number, replicas = 1): Promise<WasmRun> =>
	openWasmRun(sizes, NODE_HOST, nodeThreads(threads), replicas);

/** Milliseconds for a number of steps. */
export async function timeSteps(runner: Runner, steps: number): Promise<number> {
	const began = performance.now();
	await runner.train(steps);
	return performance.now() - began;
}

/** Repeats of about `repeatMs`, the first of which finds out how many steps that is. */
export function repeats(time: (steps: number) => Promise<number>, repeatMs: number) {
	let steps = 0;
	return async () => {
		if (steps === 0) steps = await calibrate({ time }, repeatMs);
		return (await time(steps)) / steps;
	};
}

export function wasmLane(sizes: BenchCase, threads: number, repeatMs: number): LaneSpec {
	const spec = {
		id: `wasm-${String(threads)}-node`,
		label: `ours, WebAssembly, ${String(threads)} ${threads === 1 ? 'thread' : 'threads'}, Node`,
		host: 'Node',
		threads
	} as const;
	return {
		...spec,
		async open() {
			const run = await openWasmInNode(sizes, threads);
			return {
				...spec,
				losses: () => run.losses(COMPARED_STEPS),
				repeat: repeats((steps) => timeSteps(run, steps), repeatMs),
				close: () => {
					run.dispose();
				}
			};
		}
	};
}

/** Our WGSL on Node's adapter: lavapipe where VK_ICD_FILENAMES names it, else SwiftShader. */
export function webGpuLane(
	bench: GpuBench,
	sizes: BenchCase,
	cores: number,
	repeatMs: number
): LaneSpec {
	const spec = {
		id: 'webgpu-node',
		label: 'ours, WGSL, Node',
		host: 'Node',
		threads: cores
	} as const;
	return {
		...spec,
		async open(): Promise<Lane> {
			const loaded = await loadRun(bench, benchSpec(sizes));
			const losses: number[] = [];
			return {
				...spec,
				details: bench.gpu.name,
				async losses() {
					await loaded.trainer.train({
						until: COMPARED_STEPS,
						shouldStop: () => false,
						onBurst: ({ loss }) => losses.push(...(loss[0] ?? []))
					});
					return losses;
				},
				repeat: repeats((steps) => loaded.time(steps), repeatMs),
				close: () => {
					loaded.session.dispose();
				}
			};
		}
	};
}
