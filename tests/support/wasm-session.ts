import { WasmSession } from '../../src/engine/backend/wasm/wasm-session.ts';
import { loadKernels } from '../../src/host/wasm-kernels.ts';
import type { OpenSession } from './runs/toy-training.ts';

/** A plan in float32 in WebAssembly. */
export const openWasm: OpenSession = (plan) => WasmSession.open(plan, loadKernels);
