import { totalmem } from 'node:os';
import { ReferenceSession } from '../../engine/backend/reference/reference-session.ts';
import { checkLimits } from '../../engine/backend/webgpu/check-limits.ts';
import { openGpuDevice } from '../../engine/backend/webgpu/gpu-device.ts';
import { WebGpuSession } from '../../engine/backend/webgpu/webgpu-session.ts';
import { LabError } from '../../engine/core/lab-error.ts';
import type { Plan } from '../../engine/graph/plan.ts';
import type { SessionSource } from '../../lab-run/replica-run.ts';
import type { Backend } from '../../lab-run/run-record.ts';
import { SMALLER } from '../arguments/failures.ts';
import { loadNodeHost } from '../arguments/load-node-host.ts';

/** What a run computes on. */
export interface Device extends SessionSource {
	readonly backend: Backend;
	/** In words, as the driver says it. */
	readonly name: string;
	/** Sessions first. Dawn keeps Node running until then. */
	dispose(): void;
}

/** WebGPU's default limits would refuse many replicas in one buffer, even on a large GPU. */
const RAISED_LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Memory of the machine, or the limit of the container. */
function memoryBytes(): number {
	const limit = process.constrainedMemory();
	return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

const FLOAT64_BYTES = 8;
const inGibibytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

/**
 * Refuses a plan that float64 has no room for, before anything is allocated.
 * @throws LabError `size-limit` with the bytes
 */
function checkMemory({ buffers, replicas }: Plan): void {
	const bytes = buffers.reduce(
		(sum, { count, isShared }) => sum + FLOAT64_BYTES * count * (isShared ? 1 : replicas),
		0
	);
	const most = memoryBytes();
	if (bytes <= most) return;
	throw new LabError(
		'size-limit',
		`--backend reference: the run needs ${inGibibytes(bytes)} in float64 (${String(bytes)} bytes), and there are ${inGibibytes(most)} here: ${SMALLER}`
	);
}

const referenceDevice: Device = {
	backend: 'reference',
	kind: 'reference',
	name: 'CPU, float64 reference',
	open(plan) {
		checkMemory(plan);
		return Promise.resolve(new ReferenceSession(plan));
	},
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
