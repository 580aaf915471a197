import { openGpuDevice, type GpuDevice } from '../../src/engine/backend/webgpu/gpu-device.ts';
import { WebGpuSession } from '../../src/engine/backend/webgpu/webgpu-session.ts';
import type { Plan } from '../../src/engine/graph/plan.ts';
import type { AdapterKind } from '../../src/engine/ops/define.ts';
import { openTestGpu } from './gpu.ts';
import type { TestDevice } from './test-device.ts';

let opened: Promise<GpuDevice> | undefined;

async function open(): Promise<GpuDevice> {
	const { host } = await openTestGpu();
	const device = await openGpuDevice(host.gpu, () => Promise.resolve());
	// The error of one test must not be reported by the tests after it.
	device.failure.catch(() => {
		opened = undefined;
	});
	return device;
}

/** The device of the test process; replaced by a new one after an error. */
function openTestDevice(): Promise<GpuDevice> {
	opened ??= open();
	return opened;
}

/** Kernels for GPUs are run too: a software driver computes them as well, only slower. */
const ADAPTER_KINDS: readonly AdapterKind[] = ['software', 'gpu'];

/**
 * Loads a plan on the test process's device, with the kernels of its own kind of adapter or of the
 * one named.
 */
export async function openGpuSession(plan: Plan, kind?: AdapterKind): Promise<WebGpuSession> {
	const { host } = await openTestGpu();
	const device = await openTestDevice();
	const shaders = await host.loadShaders();
	return WebGpuSession.create({ ...device, kind: kind ?? device.kind }, plan, shaders);
}

/** WebGPU with the kernels of each kind of adapter. */
export const GPU_DEVICES: readonly TestDevice[] = ADAPTER_KINDS.map((kind) => ({
	device: `WebGPU, kernels for ${kind}`,
	kind,
	open: (plan) => openGpuSession(plan, kind)
}));
