import { totalmem } from 'node:os';
import { wasmBytes } from '../../engine/backend/wasm/wasm-session.ts';
import { LabError } from '../../engine/core/lab-error.ts';
import type { Plan } from '../../engine/graph/plan.ts';
import { SMALLER } from '../arguments/failures.ts';

/** Memory of the machine, or the limit of the container. */
function memoryBytes(): number {
	const limit = process.constrainedMemory();
	return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

const GIBIBYTE = 1024 ** 3;
const inGibibytes = (bytes: number) => `${(bytes / GIBIBYTE).toFixed(1)} GiB`;

/** The reference keeps nothing but the buffers. */
const referenceBytes = ({ buffers, replicas }: Plan): number =>
	buffers.reduce((sum, { count, isShared }) => sum + 8 * count * (isShared ? 1 : replicas), 0);

/** The memory of a plan on the backends that compute on the CPU, and the type of its numbers. */
const NEEDS = Object.freeze({
	reference: { bytesOf: referenceBytes, type: 'float64' },
	wasm: { bytesOf: wasmBytes, type: 'float32' }
});
/** WebAssembly addresses memory with 32 bits. */
const MOST_WASM_BYTES = 4 * GIBIBYTE;

/**
 * Refuses a plan that the machine has no room for, before anything is allocated.
 * @throws LabError `size-limit` with the bytes
 */
export function checkMemory(plan: Plan, backend: keyof typeof NEEDS): void {
	const { bytesOf, type } = NEEDS[backend];
	const bytes = bytesOf(plan);
	const most = backend === 'wasm' ? Math.min(memoryBytes(), MOST_WASM_BYTES) : memoryBytes();
	if (bytes <= most) return;
	throw new LabError(
		'size-limit',
		`--backend ${backend}: the run needs ${inGibibytes(bytes)} in ${type} (${String(bytes)} bytes), and there are ${inGibibytes(most)} here: ${SMALLER}`
	);
}
