import { ReferenceSession } from '../engine/backend/reference/reference-session.ts';
import { wasmBytes, WasmSession } from '../engine/backend/wasm/wasm-session.ts';
import { checkLimits, type PlanLimits } from '../engine/backend/webgpu/check-limits.ts';
import { openGpuDevice } from '../engine/backend/webgpu/gpu-device.ts';
import { withNudges, type NudgeClock } from '../engine/backend/webgpu/nudge.ts';
import type { ShaderText } from '../engine/backend/webgpu/pipelines.ts';
import { WebGpuSession } from '../engine/backend/webgpu/webgpu-session.ts';
import type { Plan } from '../engine/graph/plan.ts';
import type { Host } from '../host/host.ts';
import { browserThreads } from '../host/browser-threads.ts';
import type { SessionSource } from '../lab-run/replica-run.ts';

/** What a run needs of the place it runs in. */
export interface RunHost extends Host {
	readonly yield: () => Promise<void>;
	readonly wait: (ms: number) => Promise<void>;
}

/** What a run computes on. */
export interface RunDevice extends SessionSource {
	readonly name: string;
	/** Memory of a plan, where that is more than its buffers. */
	memoryBytes?(plan: Plan): number;
	/** @throws LabError `size-limit` before anything is allocated */
	check(plan: Plan): void;
	dispose(): void;
}

/** Gives a run its current device, and another one after that was lost. */
export interface DeviceSource {
	current(): RunDevice;
	/**
	 * The device to use instead of a lost one: a new one, unless the lost one was replaced already.
	 * @throws LabError `no-adapter`, `no-device`, `gpu-error`, `device-lost`
	 */
	replace(lost: RunDevice): Promise<RunDevice>;
	/**
	 * Replaces a lost device for views and settled measures. It waits for the running command of
	 * the page, which may replace the device itself.
	 * @returns whether the device is another one now. While a run trains, only training replaces
	 * the device, so it may still be the lost one.
	 * @throws LabError as `replace`
	 */
	renew(lost: RunDevice): Promise<boolean>;
}

/**
 * WebGPU's default limits: what computes on the CPU refuses the same sizes, so that a link behaves
 * alike.
 */
const DEFAULT_LIMITS: PlanLimits = {
	maxBufferSize: 256 * 1024 * 1024,
	maxStorageBufferBindingSize: 128 * 1024 * 1024,
	maxComputeWorkgroupsPerDimension: 65535
};

/**
 * Float64 on the CPU: needs nothing of the browser.
 * @param onKernel called before every kernel, since the worker answers no messages during one
 */
export function referenceDevice(onKernel?: () => void): RunDevice {
	return {
		kind: 'reference',
		name: 'CPU, float64 reference',
		check: (plan) => {
			checkLimits(plan, DEFAULT_LIMITS);
		},
		open: (plan) => Promise.resolve(new ReferenceSession(plan, onKernel)),
		dispose: () => undefined
	};
}

/** Of the worker, which is kept after a lost thread: its next session has one. */
const threads = browserThreads();

/**
 * Float32 in WebAssembly on the CPU.
 * @param onKernel called before every kernel, since the worker answers no messages during one
 */
export function wasmDevice(onKernel?: () => void): RunDevice {
	return {
		kind: 'wasm',
		name: 'CPU, WebAssembly',
		get threads() {
			return threads.count;
		},
		memoryBytes: wasmBytes,
		check: (plan) => {
			checkLimits(plan, DEFAULT_LIMITS);
		},
		open: (plan) => WasmSession.open(plan, threads.load, { onKernel }),
		dispose: () => undefined
	};
}

/**
 * @throws LabError `no-webgpu`, `no-adapter`, `no-device`, `device-lost`, `gpu-error`, `no-kernels`
 */
export async function webGpuDevice(
	gpu: GPU | undefined,
	loadShaders: () => Promise<ShaderText>,
	clock: NudgeClock
): Promise<RunDevice> {
	const [shaders, device] = await Promise.all([
		loadShaders(),
		openGpuDevice(gpu, clock.wait).then((opened) => withNudges(opened, clock))
	]);
	return {
		kind: device.kind,
		name: device.name,
		check: (plan) => {
			checkLimits(plan, device.device.limits);
		},
		open: (plan, onProgress) => WebGpuSession.create(device, plan, shaders, onProgress),
		dispose: () => {
			device.destroy();
		}
	};
}
