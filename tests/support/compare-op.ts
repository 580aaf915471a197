import { expect } from 'vitest';
import type { OpCase, OpSpec } from '../../src/engine/ops/define.ts';
import type { CaseInputs } from './op-case.ts';
import { errorBounds } from './op-bounds.ts';
import { openGpuSession } from './gpu-session.ts';
import { referenceOp, runOp } from './run-op.ts';

/** Below this float32 numbers are denormal, which a device may flush to zero. */
const SMALLEST_NORMAL = 2 ** -126;

/** Largest error relative to its bound so far, by op id: at most 1. */
export const worstByOp = new Map<string, number>();

/**
 * Runs an op on WebGPU and expects every element within its float32 bound of the float64 reference.
 * @param inputs by replica
 * @param shared inputs kept once for all replicas
 */
export async function expectDeviceAgrees(
	op: OpSpec,
	opCase: OpCase,
	inputs: readonly CaseInputs[],
	shared: readonly number[] = []
): Promise<void> {
	const results = await runOp({ op, opCase, inputs, shared }, openGpuSession);
	results.forEach((result, r) => {
		const own = (inputs[r] ?? []).map((array, i) =>
			shared.includes(i) ? (inputs[0]?.[i] ?? array) : array
		);
		const expected = referenceOp(op, opCase, own);
		const want = [...expected.outputs, ...expected.updated];
		const got = [...result.outputs, ...result.updated];
		expect(got.map((array) => array.length)).toEqual(want.map((array) => array.length));
		errorBounds(op, opCase, own).forEach((bounds, tensor) => {
			bounds.forEach((bound, i) => {
				const error = Math.abs((got[tensor]?.[i] ?? NaN) - (want[tensor]?.[i] ?? NaN));
				if (error > 0) {
					const ratio = error / (bound + SMALLEST_NORMAL);
					worstByOp.set(op.id, Math.max(worstByOp.get(op.id) ?? 0, ratio));
				}
				if (error <= bound + SMALLEST_NORMAL) return;
				const where = `${op.id}, ${opCase.name}: replica ${String(r)}, tensor ${String(tensor)}, element ${String(i)}`;
				expect.fail(
					`${where}: expected ${String(want[tensor]?.[i])} within ${String(bound)}, got ${String(got[tensor]?.[i])}`
				);
			});
		});
	});
}
