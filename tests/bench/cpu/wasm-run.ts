import { WasmSession } from '../../../src/engine/backend/wasm/wasm-session.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { Trainer, type TrainerHost } from '../../../src/engine/trainer/train/trainer.ts';
import type { KernelThreads } from '../../../src/host/kernel-threads.ts';
import { benchSpec, type BenchCase } from '../bench-case.ts';
import { totalWork } from '../kernels/flops.ts';
import type { Runner } from '../rivals/runner.ts';

/** Our run in WebAssembly. */
export interface WasmRun extends Runner {
	/** Floating-point operations of a step, of all replicas. */
	readonly flop: number;
	/** Of its tensors. */
	readonly bytes: number;
}

/**
 * The product's engine and trainer in any host: losses of every step are read back, as on the page.
 * @throws Error where fewer threads begin than were asked for
 */
export async function openWasmRun(
	sizes: BenchCase,
	host: TrainerHost,
	threads: KernelThreads,
	replicas = 1
): Promise<WasmRun> {
	const run = buildRun(benchSpec(sizes, replicas), { adapterKind: 'software' });
	const asked = threads.count;
	let bytes = 0;
	const session = await WasmSession.open(run.plan, (needed) => {
		bytes = needed;
		return threads.load(needed);
	});
	if (threads.count !== asked) throw new Error(`threads: expected ${String(asked)}, got one`);
	const trainer = new Trainer(run, session, host);
	const advance = async (steps: number) => {
		const losses: number[] = [];
		await trainer.train({
			until: trainer.step + steps,
			shouldStop: () => false,
			onBurst: ({ loss }) => losses.push(...(loss[0] ?? []))
		});
		return losses;
	};
	return {
		flop: totalWork(run.plan.segments.get('train') ?? []).flop * replicas,
		bytes,
		losses: advance,
		async train(steps) {
			await advance(steps);
		},
		dispose() {
			session.dispose();
		}
	};
}
