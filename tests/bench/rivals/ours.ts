import { openGpuDevice } from '../../../src/engine/backend/webgpu/gpu-device.ts';
import { WebGpuSession } from '../../../src/engine/backend/webgpu/webgpu-session.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { Trainer } from '../../../src/engine/trainer/train/trainer.ts';
import { createBrowserHost } from '../../../src/host/browser.ts';
import { benchSpec } from '../bench-case.ts';
import type { Experiment } from './experiment.ts';
import type { Runner } from './runner.ts';

/**
 * The product's engine with the product's trainer: losses of every step are read back, as on the
 * page.
 */
export async function createOurs(
	{ sizes }: Experiment,
	formulation: 'folded' | 'last-position'
): Promise<Runner & { readonly adapter: string }> {
	const host = createBrowserHost();
	const gpu = await openGpuDevice(host.gpu, host.wait);
	const run = buildRun(benchSpec(sizes), { formulation, adapterKind: gpu.kind });
	const session = await WebGpuSession.create(gpu, run.plan, await host.loadShaders());
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
		adapter: gpu.name,
		losses: advance,
		async train(steps) {
			await advance(steps);
		},
		dispose() {
			session.dispose();
			gpu.destroy();
		}
	};
}
