import { ReferenceSession } from '../../engine/backend/reference/reference-session.ts';
import { checkLimits } from '../../engine/backend/webgpu/check-limits.ts';
import { openGpuDevice } from '../../engine/backend/webgpu/gpu-device.ts';
import { WebGpuSession } from '../../engine/backend/webgpu/webgpu-session.ts';
import type { Session } from '../../engine/core/session.ts';
import type { Plan } from '../../engine/graph/plan.ts';
import { loadNodeHost } from './load-node-host.ts';

export type Backend = 'webgpu' | 'reference';

/** What a run computes on. */
export interface Device {
	readonly backend: Backend;
	readonly kind: 'gpu' | 'software' | 'reference';
	/** In words, as the driver says it. */
	readonly name: string;
	/** @throws LabError `size-limit`, `shader-compilation`, `device-lost`, `gpu-error` */
	open(plan: Plan, onProgress: (done: number, total: number) => void): Promise<Session>;
	/** Sessions first. Dawn keeps Node running until then. */
	dispose(): void;
}

/** With the defaults, a big GPU would be refused what it can hold: many replicas in one buffer. */
const RAISED_LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const referenceDevice: Device = {
	backend: 'reference',
	kind: 'reference',
	name: 'CPU, float64 reference',
	open: (plan) => Promise.resolve(new ReferenceSession(plan)),
	dispose: () => undefined
};

async function webGpuDevice(): Promise<Device> {
	const host = await loadNodeHost();
	try {
		const gpu = await openGpuDevice(host.gpu, wait, RAISED_LIMITS);
		return {
			backend: 'webgpu',
			kind: gpu.kind,
			name: gpu.name,
			open(plan, onProgress) {
				checkLimits(plan, gpu.device.limits);
				return WebGpuSession.create(gpu, plan, host.shaders, onProgress);
			},
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

/** @throws LabError `no-webgpu`, `no-adapter`, `no-device` */
export function openDevice(backend: Backend): Promise<Device> {
	return backend === 'reference' ? Promise.resolve(referenceDevice) : webGpuDevice();
}
