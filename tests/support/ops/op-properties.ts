import fc from 'fast-check';
import { test } from 'vitest';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import { ops } from '../../../src/engine/ops/index.ts';
import type { OpCase } from '../../../src/engine/ops/op-case.ts';
import { anyCaseOf, SEED } from './arbitraries.ts';
import { drawInputs, type CaseInputs } from './op-case.ts';

const RUNS = 25;
const NAMED = ops.all.map((op) => [op.id, op] as const);

/** Expects each element within its float32 bound of the float64 reference; inputs by replica. */
export type ExpectAgrees = (
	op: OpSpec,
	opCase: OpCase,
	inputs: readonly CaseInputs[]
) => Promise<void>;

/**
 * Tests of every op over drawn shapes, replicas and inputs.
 * @param expectAgrees expects each element within its float32 bound of the float64 reference
 */
export function testOpProperties(expectAgrees: ExpectAgrees): void {
	test.each(NAMED)('%s agrees with float64 over any shapes and replicas', async (_, op) => {
		await fc.assert(
			fc.asyncProperty(
				anyCaseOf(op),
				fc.constantFrom(1, 3),
				fc.nat(1000),
				async (opCase, replicas, seed) => {
					const inputs = Array.from({ length: replicas }, (_, r) => drawInputs(opCase, seed + r));
					await expectAgrees(op, opCase, inputs);
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
					await expectAgrees(op, opCase, [inputs]);
				}),
				{ seed: SEED, numRuns: RUNS }
			);
		}
	);
}
