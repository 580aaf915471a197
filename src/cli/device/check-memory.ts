import { totalmem } from 'node:os';
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

/** Bytes of a number on the backends that compute on the CPU. */
const NUMBERS = Object.freeze({
	reference: { bytes: 8, type: 'float64' },
	wasm: { bytes: 4, type: 'float32' }
});
/** WebAssembly addresses memory with 32 bits. */
const MOST_WASM_BYTES = 4 * GIBIBYTE;

/**
 * Refuses a plan that the machine has no room for, before anything is allocated.
 * @throws LabError `size-limit` with the bytes
 */
export function checkMemory({ buffers, replicas }: Plan, backend: keyof typeof NUMBERS): void {
	const number = NUMBERS[backend];
	const bytes = buffers.reduce(
		(sum, { count, isShared }) => sum + number.bytes * count * (isShared ? 1 : replicas),
		0
	);
	const most = backend === 'wasm' ? Math.min(memoryBytes(), MOST_WASM_BYTES) : memoryBytes();
	if (bytes <= most) return;
	throw new LabError(
		'size-limit',
		`--backend ${backend}: the run needs ${inGibibytes(bytes)} in ${number.type} (${String(bytes)} bytes), and there are ${inGibibytes(most)} here: ${SMALLER}`
	);
}
