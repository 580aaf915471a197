import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ops } from '../../src/engine/ops/index.ts';
import { OP_CASES, SEED } from '../support/arbitraries.ts';
import { expectDeviceAgrees } from '../support/compare-op.ts';
import { drawInputs } from '../support/op-case.ts';

const RUNS = 25;

test('every op has shapes to be tested on', () => {
	expect(Object.keys(OP_CASES).toSorted()).toEqual(ops.ids.toSorted());
});

test.each(ops.ids)('%s agrees with float64 over any shapes and replicas', async (id) => {
	const opCases = OP_CASES[id] ?? expect.fail(`no shapes for "${id}"`);
	await fc.assert(
		fc.asyncProperty(
			opCases,
			fc.constantFrom(1, 3),
			fc.nat(1000),
			async (opCase, replicas, seed) => {
				const inputs = Array.from({ length: replicas }, (_, r) => drawInputs(opCase, seed + r));
				await expectDeviceAgrees(ops.get(id), opCase, inputs);
			}
		),
		{ seed: SEED, numRuns: RUNS }
	);
});

// Exponents down to -80: what exp may err by grows with them.
test.each(['attention-softmax', 'corrected-loss', 'softmax-cross-entropy'])(
	'%s holds its bound far apart',
	async (id) => {
		const opCases = OP_CASES[id] ?? expect.fail(`no shapes for "${id}"`);
		await fc.assert(
			fc.asyncProperty(opCases, fc.nat(1000), async (opCase, seed) => {
				const [scores, ...rest] = drawInputs(opCase, seed);
				const wide = (scores ?? new Float64Array(0)).map((value) => Math.fround(40 * value));
				await expectDeviceAgrees(ops.get(id), opCase, [[wide, ...rest]]);
			}),
			{ seed: SEED, numRuns: RUNS }
		);
	}
);
