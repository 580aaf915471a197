import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WasmSession } from '../../../src/engine/backend/wasm/wasm-session.ts';
import { ops } from '../../../src/engine/ops/index.ts';
import { loadKernels } from '../../../src/host/wasm-kernels.ts';
import { anyCaseOf, SEED } from '../../support/ops/arbitraries.ts';
import { expectSessionAgrees } from '../../support/ops/compare-op.ts';
import { DECLARED_CASES, drawInputs } from '../../support/ops/op-case.ts';
import type { OpenSession } from '../../support/runs/toy-training.ts';

const REPLICAS = [0, 1, 2];
const RUNS = 25;
const NAMED = ops.all.map((op) => [op.id, op] as const);

const open: OpenSession = (plan) => WasmSession.open(plan, loadKernels);

test('the kernels of ops that take most of a step are in WebAssembly', () => {
	const ids = ops.all.filter(({ wasm }) => wasm !== undefined).map(({ id }) => id);
	expect(ids).toContain('matmul');
});

test.each(DECLARED_CASES)('$title agrees with float64, R = 3', async ({ op, opCase }) => {
	const inputs = REPLICAS.map((r) => drawInputs(opCase, 200 + r));
	await expectSessionAgrees(open, op, opCase, inputs);
});

test.each(NAMED)('%s agrees with float64 over any shapes and replicas', async (_, op) => {
	await fc.assert(
		fc.asyncProperty(
			anyCaseOf(op),
			fc.constantFrom(1, 3),
			fc.nat(1000),
			async (opCase, replicas, seed) => {
				const inputs = Array.from({ length: replicas }, (_, r) => drawInputs(opCase, seed + r));
				await expectSessionAgrees(open, op, opCase, inputs);
			}
		),
		{ seed: SEED, numRuns: RUNS }
	);
});

// Exponents down to -80: what exp may err by grows with them.
test.each(NAMED.filter(([, { exponents }]) => exponents !== undefined))(
	'%s holds its bound far apart',
	async (_, op) => {
		await fc.assert(
			fc.asyncProperty(anyCaseOf(op), fc.nat(1000), async (opCase, seed) => {
				const inputs = drawInputs(opCase, seed).map((values, i) =>
					op.exponents?.includes(i) === true
						? values.map((value) => Math.fround(40 * value))
						: values
				);
				await expectSessionAgrees(open, op, opCase, [inputs]);
			}),
			{ seed: SEED, numRuns: RUNS }
		);
	}
);
