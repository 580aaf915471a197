import { openGpuDevice, type GpuDevice } from '../../src/engine/backend/webgpu/gpu-device.ts';
import { WebGpuSession } from '../../src/engine/backend/webgpu/webgpu-session.ts';
import type { Plan } from '../../src/engine/graph/plan.ts';
import { openTestGpu } from './gpu.ts';

let opened: Promise<GpuDevice> | undefined;

/** The one device of the test process. */
export function openTestDevice(): Promise<GpuDevice> {
	opened ??= openTestGpu().then(({ host }) => openGpuDevice(host.gpu, () => Promise.resolve()));
	return opened;
}

/** Loads a plan on the test process's device. */
export async function openGpuSession(plan: Plan): Promise<WebGpuSession> {
	const { host } = await openTestGpu();
	return WebGpuSession.create(await openTestDevice(), plan, host.shaders);
}
