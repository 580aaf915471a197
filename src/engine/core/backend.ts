import type { LabErrorCode } from './lab-error.ts';

/**
 * What computes a plan: kernels in WGSL (`webgpu`), kernels in WebAssembly on the CPU (`wasm`), or
 * the ops' references in float64 (`reference`).
 */
export const BACKENDS = ['webgpu', 'wasm', 'reference'] as const;
export type Backend = (typeof BACKENDS)[number];

/** WebGPU computes on a GPU, or on a software adapter: a driver for the CPU such as SwiftShader. */
type AdapterKind = 'gpu' | 'software';

/** A kind of device: both kinds of adapters of WebGPU, and the other backends. */
export type DeviceKind = AdapterKind | Exclude<Backend, 'webgpu'>;

export const backendOf = (kind: DeviceKind): Backend =>
	kind === 'gpu' || kind === 'software' ? 'webgpu' : kind;

/**
 * The backend that trains on each kind of adapter if the user chooses none. It is chosen by
 * measurement beforehand and never at run time: on two cores a step of quick-start takes 25 to 40
 * ms on SwiftShader, 5.5 ms on lavapipe and less than 2 ms in WebAssembly on one core.
 */
export const DEFAULT_BACKENDS: Readonly<Record<AdapterKind | 'none', 'webgpu' | 'wasm'>> =
	Object.freeze({ gpu: 'webgpu', software: 'wasm', none: 'wasm' });

/** A backend that comes before the one that computes, and why it was not taken. */
export interface PassedOver {
	readonly backend: Backend;
	/** `software-adapter`: WebGPU offers only that, and another backend is the default then. */
	readonly code: LabErrorCode | 'software-adapter';
	/** The error in words, or the name of the software adapter. */
	readonly message: string;
}
