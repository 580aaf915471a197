import { WasmSession } from '../../src/engine/backend/wasm/wasm-session.ts';
import { loadKernels } from '../../src/host/wasm-kernels.ts';
import type { OpenSession } from './runs/toy-training.ts';
import type { TestDevice } from './test-device.ts';

/** A plan in float32 in WebAssembly. */
export const openWasm: OpenSession = (plan) => WasmSession.open(plan, loadKernels);

/** Runs are built for WebAssembly as they are for software adapters. */
export const WASM_DEVICES: readonly TestDevice[] = [
	{ device: 'WebAssembly', kind: 'software', open: openWasm }
];
