import fc from 'fast-check';
import { test } from 'vitest';
import { ops } from '../../../src/engine/ops/index.ts';
import { anyCaseOf, SEED } from '../../support/ops/arbitraries.ts';
import { expectDeviceAgrees } from '../../support/ops/compare-op.ts';
import { drawInputs } from '../../support/ops/op-case.ts';

const RUNS = 25;
const NAMED = ops.all.map((op) => [op.id, op] as const);

test.each(NAMED)('%s agrees with float64 over any shapes and replicas', async (_, op) => {
	await fc.assert(
		fc.asyncProperty(
			anyCaseOf(op),
			fc.constantFrom(1, 3),
			fc.nat(1000),
			async (opCase, replicas, seed) => {
				const inputs = Array.from({ length: replicas }, (_, r) => drawInputs(opCase, seed + r));
				await expectDeviceAgrees(op, opCase, inputs);
			}
		),
		{ seed: SEED, numRuns: RUNS }
	);
});

// Exponents down to -80: the allowed error of exp grows with them.
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
				await expectDeviceAgrees(op, opCase, [inputs]);
			}),
			{ seed: SEED, numRuns: RUNS }
		);
	}
);
