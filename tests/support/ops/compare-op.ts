import { expect } from 'vitest';
import type { AdapterKind, OpSpec } from '../../../src/engine/ops/define.ts';
import type { OpCase } from '../../../src/engine/ops/op-case.ts';
import type { CaseInputs } from './op-case.ts';
import { errorBounds } from './float32-error.ts';
import type { OpenSession } from '../runs/toy-training.ts';
import { openGpuSession } from '../gpu-session.ts';
import { referenceOp, runOp, type OpResult } from './run-op.ts';

/**
 * Kernels for GPUs are run too where they differ: a software driver computes them as well, only
 * slower.
 */
function kindsOf(op: OpSpec, opCase: OpCase): readonly AdapterKind[] {
	const input = (i: number) => opCase.inputs[i]?.shape ?? [];
	const outputs = op.infer(input, opCase.attributes);
	const shapes = { input, output: (i: number) => outputs[i]?.shape ?? [] };
	const callOf = (kind: AdapterKind) => JSON.stringify(op.kernel(shapes, opCase.attributes, kind));
	return callOf('gpu') === callOf('software') ? ['software'] : ['software', 'gpu'];
}

/** Below this float32 numbers are denormal, which a device may flush to zero. */
const SMALLEST_NORMAL = 2 ** -126;

/**
 * Runs an op on WebGPU, with the kernels of each kind of adapter, and expects every element within
 * its float32 bound of the float64 reference.
 * @param inputs by replica
 * @param shared inputs kept once for all replicas
 */
export async function expectDeviceAgrees(
	op: OpSpec,
	opCase: OpCase,
	inputs: readonly CaseInputs[],
	shared: readonly number[] = []
): Promise<void> {
	for (const kind of kindsOf(op, opCase)) {
		const results = await runOp({ op, opCase, inputs, shared }, (plan) =>
			openGpuSession(plan, kind)
		);
		compareResults(op, opCase, inputs, shared, results);
	}
}

/** The same on a session of any kind. */
export async function expectSessionAgrees(
	open: OpenSession,
	op: OpSpec,
	opCase: OpCase,
	inputs: readonly CaseInputs[],
	shared: readonly number[] = []
): Promise<void> {
	const results = await runOp({ op, opCase, inputs, shared }, open);
	compareResults(op, opCase, inputs, shared, results);
}

function compareResults(
	op: OpSpec,
	opCase: OpCase,
	inputs: readonly CaseInputs[],
	shared: readonly number[],
	results: readonly OpResult[]
): void {
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
				if (error <= bound + SMALLEST_NORMAL) return;
				const where = `${op.id}, ${opCase.name}: replica ${String(r)}, tensor ${String(tensor)}, element ${String(i)}`;
				expect.fail(
					`${where}: expected ${String(want[tensor]?.[i])} within ${String(bound)}, got ${String(got[tensor]?.[i])}`
				);
			});
		});
	});
}
