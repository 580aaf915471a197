import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/engine/losses/index.ts';
import type { Attributes, OpSpec } from '../../../src/engine/ops/define.ts';
import { hinge } from '../../../src/engine/ops/losses/hinge.ts';
import { naiveCrossEntropy } from '../../../src/engine/ops/losses/naive-cross-entropy.ts';
import { stablemaxCrossEntropy } from '../../../src/engine/ops/losses/stablemax-cross-entropy.ts';
import { meanSquaredError } from '../../../src/engine/ops/losses/mean-squared-error.ts';
import { softmaxCrossEntropy } from '../../../src/engine/ops/losses/softmax-cross-entropy.ts';
import { f32, u32 } from '../../../src/engine/core/tensor.ts';
import { rowLoss } from '../../../src/engine/mechanism/row-loss.ts';
import { correctedLoss } from '../../../src/engine/ops/measures/corrected-loss.ts';
import { referenceOp } from '../../support/ops/run-op.ts';

function evaluate(
	op: OpSpec,
	logits: readonly (readonly number[])[],
	targets: readonly number[],
	attributes: Attributes = {}
) {
	const classes = logits[0]?.length ?? 0;
	const opCase = {
		name: 'given',
		inputs: [
			{ shape: [logits.length, classes], dtype: 'f32' },
			{ shape: [logits.length], dtype: 'u32' }
		],
		attributes
	} as const;
	const inputs = [Float64Array.from(logits.flat()), Uint32Array.from(targets)];
	const [loss = [], isCorrect = [], gradient = []] = referenceOp(op, opCase, inputs).outputs;
	return { loss: [...loss], isCorrect: [...isCorrect], gradient: [...gradient] };
}

describe('chance level', () => {
	test.each([2, 32, 114])('is the loss of knowing nothing among %i classes', (classes) => {
		const uniform = new Array<number>(classes).fill(1 / classes);
		const crossEntropy = evaluate(softmaxCrossEntropy, [uniform], [1]).loss[0];
		expect(losses.get('cross-entropy').chanceLevel(classes)).toBeCloseTo(crossEntropy ?? NaN, 13);
		const naive = evaluate(naiveCrossEntropy, [uniform], [1]).loss[0];
		expect(losses.get('naive-cross-entropy').chanceLevel(classes)).toBeCloseTo(naive ?? NaN, 13);
		const stablemax = evaluate(stablemaxCrossEntropy, [uniform], [1]).loss[0];
		expect(losses.get('stablemax').chanceLevel(classes)).toBeCloseTo(stablemax ?? NaN, 13);
		const largest = evaluate(hinge, [uniform], [1], { isSum: false }).loss[0];
		expect(losses.get('hinge').chanceLevel(classes)).toBe(largest);
		const all = evaluate(hinge, [uniform], [1], { isSum: true }).loss[0];
		expect(losses.get('hinge-sum').chanceLevel(classes)).toBe(all);
		const squared = evaluate(meanSquaredError, [uniform], [1]).loss[0];
		expect(losses.get('mean-squared-error').chanceLevel(classes)).toBeCloseTo(squared ?? NaN, 13);
	});
});

describe('cross-entropy', () => {
	test('is -log of the softmax, with its gradient over the rows', () => {
		const logits = [
			[1, 2, 3],
			[0.5, -1, 4]
		];
		const { loss, gradient } = evaluate(softmaxCrossEntropy, logits, [0, 2]);
		logits.forEach((row, i) => {
			const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
			const target = i === 0 ? 0 : 2;
			expect(loss[i]).toBeCloseTo(Math.log(total) - (row[target] ?? NaN), 14);
			row.forEach((value, j) => {
				const expected = (Math.exp(value) / total - (j === target ? 1 : 0)) / 2;
				expect(gradient[3 * i + j]).toBeCloseTo(expected, 14);
			});
		});
	});

	test('keeps its digits where softmax has lost them: a loss of e^-60', () => {
		const { loss, gradient } = evaluate(softmaxCrossEntropy, [[60, 0]], [0]);
		expect((loss[0] ?? NaN) / Math.exp(-60)).toBeCloseTo(1, 12);
		expect((gradient[0] ?? NaN) / -Math.exp(-60)).toBeCloseTo(1, 12);
	});

	test('does not overflow on logits of any size', () => {
		const { loss, gradient } = evaluate(softmaxCrossEntropy, [[1e30, -1e30]], [1]);
		expect(loss).toEqual([2e30]);
		expect(gradient).toEqual([1, -1]);
	});
});

const FAR_AND_NEAR = [
	[3, -2, 0.5, -40],
	[-7, -2, -0.25, -0.5]
];

describe('StableMax', () => {
	// The formula of science.md 2.8, as it is written there.
	const s = (x: number) => (x >= 0 ? x + 1 : 1 / (1 - x));

	test('is -log(s(z_y) / sum of s(z)), with its gradient over the rows', () => {
		const { loss, gradient } = evaluate(stablemaxCrossEntropy, FAR_AND_NEAR, [2, 0]);
		FAR_AND_NEAR.forEach((row, i) => {
			const target = i === 0 ? 2 : 0;
			const formula = (logits: readonly number[]) =>
				-Math.log(s(logits[target] ?? NaN) / logits.reduce((sum, z) => sum + s(z), 0));
			expect(loss[i]).toBeCloseTo(formula(row), 13);
			row.forEach((_, j) => {
				const moved = (by: number) => formula(row.map((z, c) => (c === j ? z + by : z)));
				const slope = (moved(1e-6) - moved(-1e-6)) / 2e-6 / 2;
				expect(gradient[4 * i + j]).toBeCloseTo(slope, 8);
			});
		});
	});

	test('keeps a loss and a gradient where softmax has none', () => {
		const { loss, gradient } = evaluate(stablemaxCrossEntropy, [[1e6, 0]], [0]);
		expect(loss[0]).toBeCloseTo(1e-6, 11);
		expect(gradient[0]).toBeLessThan(-9e-13);
	});
});

describe('hinge', () => {
	test('is 0 for a margin of 1, and counts the largest wrong class or all', () => {
		const logits = [
			[2, 1, 0.5],
			[0, 0.25, -0.5]
		];
		const largest = evaluate(hinge, logits, [0, 0], { isSum: false });
		expect(largest.loss).toEqual([0, 1.25]);
		expect(largest.gradient).toEqual([-0, 0, 0, -0.5, 0.5, 0]);
		const all = evaluate(hinge, logits, [0, 0], { isSum: true });
		expect(all.loss).toEqual([0, 1.75]);
		expect(all.gradient).toEqual([-0, 0, 0, -1, 0.5, 0.5]);
	});

	test.each([true, false])('is the hinge on the margin y f of two classes, sum %s', (isSum) => {
		for (const [f, y] of [
			[0.3, 1],
			[0.3, -1],
			[-2, 1],
			[1.5, 1]
		] as const) {
			const { loss } = evaluate(hinge, [[0, f]], [y === 1 ? 1 : 0], { isSum });
			expect(loss[0]).toBeCloseTo(Math.max(0, 1 - y * f), 14);
		}
	});

	test('of what is no number is none', () => {
		expect(evaluate(hinge, [[NaN, 0]], [0], { isSum: false }).loss[0]).toBeNaN();
		expect(evaluate(hinge, [[NaN, 0]], [1], { isSum: true }).loss[0]).toBeNaN();
	});
});

test.each([
	['cross-entropy', softmaxCrossEntropy, {}],
	['naive cross-entropy', naiveCrossEntropy, {}],
	['StableMax', stablemaxCrossEntropy, {}],
	['hinge', hinge, { isSum: false }],
	['hinges', hinge, { isSum: true }],
	['mean squared error', meanSquaredError, {}]
] as const)(
	'%s counts a row right when the first of its largest outputs is the target',
	(_, op, attributes) => {
		const logits = [
			[1, 2, 2],
			[1, 2, 2],
			[0, 0, 0],
			[3, 1, 2]
		];
		expect(evaluate(op, logits, [1, 2, 0, 0], attributes).isCorrect).toEqual([1, 0, 1, 1]);
	}
);

test('mean squared error averages over the outputs, its gradient over the rows too', () => {
	const { loss, gradient } = evaluate(
		meanSquaredError,
		[
			[1, 2],
			[0, 0]
		],
		[0, 1]
	);
	expect(loss).toEqual([2, 0.5]);
	expect(gradient).toEqual([0, 1, 0, -0.5]);
});

test.each([
	['cross-entropy', softmaxCrossEntropy, {}],
	['naive-cross-entropy', naiveCrossEntropy, {}],
	['stablemax', stablemaxCrossEntropy, {}],
	['hinge', hinge, { isSum: false }],
	['hinge-sum', hinge, { isSum: true }],
	['mean-squared-error', meanSquaredError, {}]
] as const)('measures of changed logits compute %s by its own formula', (id, op, attributes) => {
	const targets = [2, 0];
	const { loss, isCorrect } = evaluate(op, FAR_AND_NEAR, targets, attributes);
	const { kind } = losses.get(id);
	const zeros = new Float64Array(16);
	const inputs = [Float64Array.from(FAR_AND_NEAR.flat()), zeros, Uint32Array.of(0, 0)];
	const [corrected = []] = referenceOp(
		correctedLoss,
		{
			name: 'given',
			inputs: [f32(2, 4), f32(4, 4, 1), u32(2), u32(2), u32(2)],
			attributes: { sign: 1, kind, groups: 1 }
		},
		[...inputs, Uint32Array.from(targets), Uint32Array.of(0, 0)]
	).outputs;
	targets.forEach((target, row) => {
		const measured = rowLoss(FAR_AND_NEAR.flat(), row, 4, target, kind);
		expect(measured.loss).toBeCloseTo(loss[row] ?? NaN, 13);
		expect(measured.isCorrect).toBe(isCorrect[row] === 1);
		expect(corrected[row]).toBeCloseTo(loss[row] ?? NaN, 13);
	});
});
