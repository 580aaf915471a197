import { expect, test } from 'vitest';
import { wasmBytes } from '../../../src/engine/backend/wasm/wasm-session.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

test('a replica adds its weights, states and data to the memory, but no activations', () => {
	const planOf = (replicas: number) => buildRun(toyRun({ replicas })).plan;
	const { buffers, placements } = planOf(1);
	const bytesOf = (own: typeof buffers) => own.reduce((sum, { count }) => sum + 4 * count, 0);
	const pooled = buffers.filter(({ isPooled }) => isPooled);
	expect(bytesOf(pooled)).toBeGreaterThan(0);
	for (const [{ role }, { buffer }] of placements) {
		if (role !== 'activation') expect(buffers[buffer]?.isPooled).toBe(false);
	}
	const own = buffers.filter(({ isPooled, isShared }) => !isPooled && !isShared);
	expect(wasmBytes(planOf(4)) - wasmBytes(planOf(1))).toBe(3 * bytesOf(own));
});
