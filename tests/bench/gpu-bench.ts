import { openGpuDevice, type GpuDevice } from '../../src/engine/backend/webgpu/gpu-device.ts';
import { WebGpuSession } from '../../src/engine/backend/webgpu/webgpu-session.ts';
import type { Plan } from '../../src/engine/graph/plan.ts';
import { buildRun, type BuiltRun } from '../../src/engine/trainer/build/build-run.ts';
import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { Trainer } from '../../src/engine/trainer/train/trainer.ts';
import type { SnapshotTaker } from '../../src/engine/trainer/train/due-after-burst.ts';
import { createNodeHost, type NodeHost } from '../../src/host/node.ts';

/** Dawn in Node. */
export interface GpuBench {
	readonly gpu: GpuDevice;
	readonly host: NodeHost;
	/** Whether passes can be timed on the device itself. */
	readonly hasTimestamps: boolean;
	dispose(): void;
}

/** A run on the device with its trainer. */
export interface LoadedRun {
	readonly run: BuiltRun;
	readonly session: WebGpuSession;
	readonly trainer: Trainer;
	/** Milliseconds for a number of steps, including the reading of all their results. */
	time(steps: number, snapshots?: SnapshotTaker): Promise<number>;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The engine requests no optional features; the bench uses timestamps if the adapter has them. */
function withTimestamps(gpu: GPU): void {
	const requestAdapter = gpu.requestAdapter.bind(gpu);
	gpu.requestAdapter = async (options) => {
		const adapter = await requestAdapter(options);
		if (adapter?.features.has('timestamp-query') !== true) return adapter;
		const requestDevice = adapter.requestDevice.bind(adapter);
		adapter.requestDevice = () => requestDevice({ requiredFeatures: ['timestamp-query'] });
		return adapter;
	};
}

/** @throws LabError `no-adapter` */
export async function openGpuBench(): Promise<GpuBench> {
	// Without this toggle Dawn rounds timestamps to 100 us.
	const host = createNodeHost(['disable-dawn-features=timestamp_quantization']);
	withTimestamps(host.gpu);
	try {
		const gpu = await openGpuDevice(host.gpu, wait);
		return {
			gpu,
			host,
			hasTimestamps: gpu.device.features.has('timestamp-query'),
			dispose() {
				gpu.destroy();
				host.dispose();
			}
		};
	} catch (error) {
		host.dispose();
		throw error;
	}
}

/**
 * Loads a run; `planOf` may add segments to its plan.
 * @throws LabError `size-limit`, `shader-compilation`, `device-lost`, `gpu-error`
 */
export async function loadRun(
	{ gpu, host }: GpuBench,
	spec: RunSpec,
	formulation?: string,
	planOf: (plan: Plan) => Plan = (plan) => plan
): Promise<LoadedRun> {
	const run = buildRun(spec, { formulation, adapterKind: gpu.kind });
	const session = await WebGpuSession.create(gpu, planOf(run.plan), await host.loadShaders());
	const immediate = () => new Promise<void>((resolve) => setImmediate(resolve));
	const trainer = new Trainer(run, session, { now: host.now, yield: immediate });
	return {
		run,
		session,
		trainer,
		async time(steps, snapshots) {
			const startMs = host.now();
			await trainer.train({
				until: trainer.step + steps,
				shouldStop: () => false,
				onBurst: () => undefined,
				...(snapshots === undefined ? {} : { snapshots })
			});
			return host.now() - startMs;
		}
	};
}
