import { ReferenceSession } from '../../engine/backend/reference/reference-session.ts';
import { WasmSession } from '../../engine/backend/wasm/wasm-session.ts';
import { checkLimits } from '../../engine/backend/webgpu/check-limits.ts';
import { describeGpu, openGpuDevice } from '../../engine/backend/webgpu/gpu-device.ts';
import { WebGpuSession } from '../../engine/backend/webgpu/webgpu-session.ts';
import { DEFAULT_BACKENDS, type Backend } from '../../engine/core/backend.ts';
import { LabError } from '../../engine/core/lab-error.ts';
import { nodeThreads } from '../../host/node-threads.ts';
import type { SessionSource } from '../../lab-run/replica-run.ts';
import { isNoAdapter, UsageError } from '../arguments/failures.ts';
import { loadNodeHost } from '../arguments/load-node-host.ts';
import { checkMemory } from './check-memory.ts';

/** What a run computes on. */
export interface Device extends SessionSource {
	readonly backend: Backend;
	/** In words, as the driver says it. */
	readonly name: string;
	/** Frees the device, after its sessions. Until then Dawn keeps Node running. */
	dispose(): void;
}

/** WebGPU's default limits would refuse many replicas in one buffer, even on a large GPU. */
const RAISED_LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const referenceDevice: Device = {
	backend: 'reference',
	kind: 'reference',
	name: 'CPU, float64 reference',
	open(plan) {
		checkMemory(plan, 'reference');
		return Promise.resolve(new ReferenceSession(plan));
	},
	dispose: () => undefined
};

/** After a lost thread the next session has one. */
function wasmDevice(count: number | undefined): Device {
	const threads = nodeThreads(count);
	return {
		backend: 'wasm',
		kind: 'wasm',
		get threads() {
			return threads.count;
		},
		name: 'CPU, WebAssembly',
		open(plan) {
			checkMemory(plan, 'wasm');
			return WasmSession.open(plan, threads.load);
		},
		dispose: () => undefined
	};
}

async function webGpuDevice(): Promise<Device> {
	const host = await loadNodeHost();
	try {
		const shaders = await host.loadShaders();
		const gpu = await openGpuDevice(host.gpu, wait, RAISED_LIMITS);
		return {
			backend: 'webgpu',
			kind: gpu.kind,
			name: gpu.name,
			open(plan, onProgress) {
				checkLimits(plan, gpu.device.limits);
				return WebGpuSession.create(gpu, plan, shaders, onProgress);
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

/** The adapter that Dawn finds. @throws LabError `no-webgpu`, `no-adapter` */
async function describeAdapter(): ReturnType<typeof describeGpu> {
	const host = await loadNodeHost();
	try {
		return await describeGpu(host.gpu, () => Promise.resolve());
	} finally {
		host.dispose();
	}
}

/** The device if WebGPU is the default on this machine; otherwise a sentence why it is not. */
async function preferredWebGpu(): Promise<Device | string> {
	try {
		const { kind, name } = await describeAdapter();
		if (DEFAULT_BACKENDS[kind] === 'webgpu') return await webGpuDevice();
		return `Dawn found only ${name}, a driver that computes on the CPU`;
	} catch (error) {
		if (!isNoAdapter(error)) throw error;
		return error.code === 'no-adapter' ? 'Dawn found no GPU' : error.message;
	}
}

/** @throws UsageError */
function refuseThreads(threads: number | undefined, backend: Backend): void {
	if (threads === undefined) return;
	throw new UsageError(
		`--threads: expected with WebAssembly alone (--backend wasm), got ${String(threads)} for a run on --backend ${backend}`
	);
}

/**
 * @param backend undefined: by the kind of adapter that Dawn finds
 * @param notice says in a sentence why the default is not a GPU
 * @param threads of WebAssembly; undefined: as many as the process has cores
 * @throws UsageError where the backend takes no threads
 * @throws LabError `no-webgpu`, `no-adapter`, `no-device`
 */
export async function openDevice(
	backend: Backend | undefined,
	notice: (text: string) => void = () => undefined,
	threads?: number
): Promise<Device> {
	if (backend !== undefined && backend !== 'wasm') refuseThreads(threads, backend);
	switch (backend) {
		case 'webgpu':
			return webGpuDevice();
		case 'wasm':
			return wasmDevice(threads);
		case 'reference':
			return referenceDevice;
		case undefined: {
			const found = await preferredWebGpu();
			if (typeof found !== 'string') {
				if (threads !== undefined) found.dispose();
				refuseThreads(threads, found.backend);
				return found;
			}
			notice(`Training on the CPU with WebAssembly: ${found} (--backend webgpu insists on WebGPU)`);
			return wasmDevice(threads);
		}
		default:
			throw new LabError('internal', `backend: ${String(backend satisfies never)}`);
	}
}
