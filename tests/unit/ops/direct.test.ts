import { describe, expect, test } from 'vitest';
import { f32, u32, type NumericArray, type TensorSpec } from '../../../src/engine/core/tensor.ts';
import { adamwUpdate } from '../../../src/engine/ops/updates/adamw-update.ts';
import { appendRows } from '../../../src/engine/ops/measures/append-rows.ts';
import { argmaxRows } from '../../../src/engine/ops/rows/argmax-rows.ts';
import { blend } from '../../../src/engine/ops/elementwise/blend.ts';
import { columnSquareSum } from '../../../src/engine/ops/rows/column-square-sum.ts';
import { columnSum } from '../../../src/engine/ops/rows/column-sum.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import { groupSum } from '../../../src/engine/ops/rows/group-sum.ts';
import { appendMetrics } from '../../../src/engine/ops/measures/append-metrics.ts';
import { segmentSum } from '../../../src/engine/ops/rows/segment-sum.ts';
import { sgdUpdate } from '../../../src/engine/ops/updates/sgd-update.ts';
import { squareSum } from '../../../src/engine/ops/rows/square-sum.ts';
import { tensorSquareSum } from '../../../src/engine/ops/rows/tensor-square-sum.ts';
import { referenceOp } from '../../support/ops/run-op.ts';

/** The reference on inputs given as numbers. Updated inputs come after the outputs. */
function apply(
	op: OpSpec,
	inputs: readonly (readonly [spec: TensorSpec, values: readonly number[]])[],
	attributes = {}
): readonly NumericArray[] {
	const opCase = { name: 'by hand', inputs: inputs.map(([spec]) => spec), attributes };
	const arrays = inputs.map(([{ dtype }, values]) =>
		dtype === 'u32' ? Uint32Array.from(values) : Float64Array.from(values)
	);
	const { outputs, updated } = referenceOp(op, opCase, arrays);
	return [...outputs, ...updated];
}

describe('sums by hand', () => {
	test('square-sum of rows', () => {
		expect(apply(squareSum, [[f32(2, 3), [1, 2, 3, -4, 0, 0.5]]])).toEqual([
			Float64Array.of(14, 16.25)
		]);
	});

	test('tensor-square-sum, tensor by tensor', () => {
		const inputs = [
			[f32(2, 2), [1, 2, 3, -4]],
			[f32(1), [0.5]]
		] as const;
		expect(apply(tensorSquareSum, inputs, { count: 2 })).toEqual([Float64Array.of(30, 0.25)]);
	});

	test('column-sum', () => {
		expect(apply(columnSum, [[f32(3, 2), [1, 2, 3, 4, 5, 6]]])).toEqual([Float64Array.of(9, 12)]);
	});

	test('column-square-sum', () => {
		expect(apply(columnSquareSum, [[f32(3, 2), [1, 2, 3, -4, 5, 0.5]]])).toEqual([
			Float64Array.of(35, 20.25)
		]);
	});

	test('group-sum, with an empty group, and a row of a group that is not asked for', () => {
		const inputs = [
			[f32(4, 2), [1, 2, 3, 4, 5, 6, 7, 8]],
			[u32(4), [2, 0, 2, 3]]
		] as const;
		expect(apply(groupSum, inputs, { groups: 3 })).toEqual([Float64Array.of(3, 4, 0, 0, 6, 8)]);
	});

	test('argmax-rows: the first of the largest, among the classes alone', () => {
		const inputs = [[f32(3, 4), [1, 2, 2, 9, 3, 3, 1, 9, -3, -2, -1, 9]]] as const;
		expect(apply(argmaxRows, inputs, { classes: 3 })).toEqual([Float64Array.of(1, 0, 2)]);
	});

	test.each([
		[
			[1, 0],
			[1, 2, 3, 4]
		],
		[
			[0, 0],
			[0, 0, 0, 0]
		],
		[
			[0, 0.5],
			[2, 3, 2, 3]
		],
		[
			[2, -1],
			[-2, -2, 2, 2]
		]
	])('blend with weights %o', (weights, expected) => {
		const inputs = [
			[f32(2, 2), [1, 2, 3, 4]],
			[f32(2), [4, 6]],
			[f32(2), weights]
		] as const;
		expect(apply(blend, inputs)).toEqual([Float64Array.from(expected)]);
	});

	test('segment-sum, with an empty segment', () => {
		const inputs = [
			[f32(3, 2), [1, 2, 2, 3, 5, 6]],
			[u32(3), [0, 2, 1]],
			[u32(4), [0, 0, 2, 3]]
		] as const;
		expect(apply(segmentSum, inputs)).toEqual([Float64Array.of(0, 0, 6, 8, 2, 3)]);
	});
});

describe('rings', () => {
	test('append-rows writes the tensors one after the other into the row of the clock, and nothing else', () => {
		const inputs = [
			[f32(3, 4), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
			[u32(1), [1]],
			[f32(2, 1), [7, 8]],
			[f32(1), [9]]
		] as const;
		const [ring] = apply(appendRows, inputs, { count: 2, at: 1 });
		expect(ring).toEqual(Float64Array.of(1, 1, 1, 1, 1, 7, 8, 9, 1, 1, 1, 1));
	});

	test('append-metrics sums by group over what its row held before, and moves the clock on', () => {
		const [ring, clock] = apply(appendMetrics, [
			[f32(2, 3, 2), [9, 9, 9, 9, 9, 9, 5, 5, 5, 5, 5, 5]],
			[u32(1), [1]],
			[f32(4), [1, 2, 4, 8]],
			[f32(4), [1, 0, 1, 1]],
			[u32(4), [0, 2, 0, 2]]
		]);
		// Group 1 is empty: zero, not what the row held.
		expect(ring).toEqual(Float64Array.of(9, 9, 9, 9, 9, 9, 5, 2, 0, 0, 10, 1));
		expect(clock).toEqual(Uint32Array.of(2));
	});
});

describe('updates by hand', () => {
	test('adamw-update takes the row of the clock: decay first, then the step', () => {
		// m = 0.5 * 2 + 0.5 * 4 = 3; v = 0.75 * 4 + 0.25 * 16 = 7; w = 10 * 0.9 - 2 * 3 / (sqrt(7)
		// * 3 + 1).
		const [weights, first, second] = apply(adamwUpdate, [
			[f32(1), [10]],
			[f32(1), [2]],
			[f32(1), [4]],
			[f32(1), [4]],
			[f32(2, 8), [0, 0, 0, 0, 0, 0, 0, 1, 0.1, 2, 3, 0.5, 0.5, 0.75, 0.25, 1]],
			[u32(1), [1]]
		]);
		expect([first?.[0], second?.[0]]).toEqual([3, 7]);
		expect(weights?.[0]).toBeCloseTo(9 - 6 / (3 * Math.sqrt(7) + 1), 14);
	});

	test.each([
		// g = 4 + 0.5 * 10 = 9; buffer = 0.5 * 2 + 0.75 * 9 = 7.75; w = 10 * 0.875 - 0.25 *
		// direction.
		[0, 8.75 - 0.25 * 7.75],
		[1, 8.75 - 0.25 * (9 + 0.5 * 7.75)]
	])('sgd-update, Nesterov: %i', (nesterov, expected) => {
		const [weights, buffer] = apply(sgdUpdate, [
			[f32(1), [10]],
			[f32(1), [2]],
			[f32(1), [4]],
			[f32(1, 6), [0.25, 0.125, 0.5, 0.5, 0.75, nesterov]],
			[u32(1), [0]]
		]);
		expect(buffer?.[0]).toBe(7.75);
		expect(weights?.[0]).toBe(expected);
	});
});
