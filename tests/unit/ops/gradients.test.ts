import fc from 'fast-check';
import { expect, test } from 'vitest';
import { f32 } from '../../../src/engine/core/tensor.ts';
import type { OpCase, OpSpec } from '../../../src/engine/ops/define.ts';
import { ops } from '../../../src/engine/ops/index.ts';
import { OP_CASES, SEED } from '../../support/arbitraries.ts';
import { slopesOf } from '../../support/finite-difference.ts';
import { DECLARED_CASES } from '../../support/op-case.ts';
import { TOLERANCE } from '../../support/tolerance.ts';

const differentiable = ops.all.filter(({ vjp }) => vjp !== undefined);
/** Parts of a product, still to be summed, are made by gradients and have none of their own. */
const isWhole = ({ attributes }: OpCase) => attributes['splits'] === undefined;
const cases = DECLARED_CASES.filter(({ op, opCase }) => op.vjp !== undefined && isWhole(opCase));

/** Ops that no loss is differentiated through: updates, records, measures, and gradients of other ops. */
const WITHOUT_VJP = [
	'adamw-update',
	'append-rows',
	'argmax-rows',
	'attention-mix-pattern-gradient',
	'attention-mix-table-gradient',
	'attention-pattern-gradient',
	'attention-score-gradient',
	'attention-value-gradient',
	'base-gradient',
	'blend',
	'column-square-sum',
	'column-sum',
	'corrected-loss',
	'folded-operands-gradient',
	'folded-tables-gradient',
	'frequency-counts',
	'frequency-mask',
	'frequency-tables',
	'group-sum',
	'matmul-gradients',
	'matmul-masked',
	'neuron-frequencies',
	'place-gradients',
	'query-scores-gradient',
	'record-metrics',
	'segment-sum',
	'sgd-update',
	'square-sum',
	'tensor-square-sum'
];

async function expectSlopes(op: OpSpec, opCase: OpCase, seed: number): Promise<void> {
	const slopes = await slopesOf(op, opCase, seed);
	expect(slopes.length).toBeGreaterThan(0);
	for (const { input, measured, claimed, scale } of slopes) {
		const error = Math.abs(measured - claimed);
		const claim = `${op.id} by ${input}: slope ${measured} measured, ${claimed} claimed`;
		expect(error, claim).toBeLessThanOrEqual(TOLERANCE.finiteDifference * scale);
	}
}

test('every op has a gradient or a reason to have none', () => {
	const without = ops.all.filter(({ vjp }) => vjp === undefined).map(({ id }) => id);
	expect(without.toSorted()).toEqual(WITHOUT_VJP);
});

test.each(cases)('$title: the gradient is the slope', async ({ op, opCase }) => {
	await expectSlopes(op, opCase, 1);
});

test.each(differentiable.map(({ id }) => id))(
	'%s: the gradient is the slope at any shape',
	async (id) => {
		const opCases = OP_CASES[id] ?? expect.fail(`no shapes for "${id}"`);
		await fc.assert(
			fc.asyncProperty(opCases.filter(isWhole), fc.nat(1000), (opCase, seed) =>
				expectSlopes(ops.get(id), opCase, seed)
			),
			{ seed: SEED, numRuns: 25 }
		);
	}
);

// From 1024 rows on, a weight's gradient is a product split over its rows, whose parts are summed.
test.each([
	['matmul', [f32(1500, 2), f32(2, 3)], {}],
	['matmul', [f32(1025, 3), f32(3, 2)], { alpha: -0.5 }],
	['linear', [f32(1300, 3), f32(3, 2), f32(2)], { activation: 'relu' }],
	['matmul-add', [f32(1100, 1), f32(1, 4), f32(1100, 4)], {}]
] as const)(
	'%s of very many rows %o %o: the gradient is the slope',
	async (id, inputs, attributes) => {
		await expectSlopes(ops.get(id), { name: 'long', inputs, attributes }, 3);
	}
);

test('a product with k split refuses to be differentiated', async () => {
	const opCase = {
		name: 'split',
		inputs: [f32(6, 2), f32(6, 2)],
		attributes: { transposeA: true, splits: 2 }
	};
	await expect(slopesOf(ops.get('matmul'), opCase, 1)).rejects.toThrow('not differentiable');
});
