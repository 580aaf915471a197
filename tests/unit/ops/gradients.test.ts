import fc from 'fast-check';
import { expect, test } from 'vitest';
import { f32 } from '../../../src/engine/core/tensor.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import type { OpCase } from '../../../src/engine/ops/op-case.ts';
import { ops } from '../../../src/engine/ops/index.ts';
import { anyCaseOf, SEED } from '../../support/ops/arbitraries.ts';
import { slopesOf } from '../../support/ops/finite-difference.ts';
import { DECLARED_CASES } from '../../support/ops/op-case.ts';
import { TOLERANCE } from '../../support/tolerance.ts';

const differentiable = ops.all.filter(({ vjp }) => vjp !== undefined);
const cases = DECLARED_CASES.filter(({ op }) => op.vjp !== undefined);
const hasGradient = ({ refusesGradient }: OpCase) => refusesGradient !== true;

async function expectSlopes(op: OpSpec, opCase: OpCase, seed: number): Promise<void> {
	const slopes = await slopesOf(op, opCase, seed);
	expect(slopes.length).toBeGreaterThan(0);
	for (const { input, measured, claimed, scale } of slopes) {
		const error = Math.abs(measured - claimed);
		const claim = `${op.id} by ${input}: slope ${measured} measured, ${claimed} claimed`;
		expect(error, claim).toBeLessThanOrEqual(TOLERANCE.finiteDifference * scale);
	}
}

test.each(cases.filter(({ opCase }) => hasGradient(opCase)))(
	'$title: the gradient is the slope',
	async ({ op, opCase }) => {
		await expectSlopes(op, opCase, 1);
	}
);

test.each(cases.filter(({ opCase }) => !hasGradient(opCase)))(
	'$title: the op refuses to be differentiated',
	async ({ op, opCase }) => {
		await expect(slopesOf(op, opCase, 1)).rejects.toThrow('not differentiable');
	}
);

test.each(differentiable.map((op) => [op.id, op] as const))(
	'%s: the gradient is the slope at any shape',
	async (_, op) => {
		await fc.assert(
			fc.asyncProperty(anyCaseOf(op).filter(hasGradient), fc.nat(1000), (opCase, seed) =>
				expectSlopes(op, opCase, seed)
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
