import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/engine/losses/index.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import { meanSquaredError } from '../../../src/engine/ops/losses/mean-squared-error.ts';
import { softmaxCrossEntropy } from '../../../src/engine/ops/losses/softmax-cross-entropy.ts';
import { referenceOp } from '../../support/ops/run-op.ts';

function evaluate(op: OpSpec, logits: readonly (readonly number[])[], targets: readonly number[]) {
	const classes = logits[0]?.length ?? 0;
	const opCase = {
		name: 'given',
		inputs: [
			{ shape: [logits.length, classes], dtype: 'f32' },
			{ shape: [logits.length], dtype: 'u32' }
		],
		attributes: {}
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

test.each([
	['cross-entropy', softmaxCrossEntropy],
	['mean squared error', meanSquaredError]
] as const)(
	'%s counts a row right when the first of its largest outputs is the target',
	(_, op) => {
		const logits = [
			[1, 2, 2],
			[1, 2, 2],
			[0, 0, 0],
			[3, 1, 2]
		];
		expect(evaluate(op, logits, [1, 2, 0, 0]).isCorrect).toEqual([1, 0, 1, 1]);
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
