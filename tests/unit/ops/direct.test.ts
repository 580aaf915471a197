import { describe, expect, test } from 'vitest';
import { f32, u32, type NumericArray, type TensorSpec } from '../../../src/engine/core/tensor.ts';
import { adamwUpdate } from '../../../src/engine/ops/adamw-update.ts';
import { appendRows } from '../../../src/engine/ops/append-rows.ts';
import { columnSum } from '../../../src/engine/ops/column-sum.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import { recordMetrics } from '../../../src/engine/ops/record-metrics.ts';
import { segmentSum } from '../../../src/engine/ops/segment-sum.ts';
import { sgdUpdate } from '../../../src/engine/ops/sgd-update.ts';
import { squareSum } from '../../../src/engine/ops/square-sum.ts';
import { referenceOp } from '../../support/run-op.ts';

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

	test('column-sum', () => {
		expect(apply(columnSum, [[f32(3, 2), [1, 2, 3, 4, 5, 6]]])).toEqual([Float64Array.of(9, 12)]);
	});

	test.each([
		[false, [0, 0, 6, 8, 2, 3]],
		[true, [0, 6, 2, 0, 8, 3]]
	])('segment-sum, with an empty segment, transposed: %s', (transpose, expected) => {
		const inputs = [
			[f32(3, 2), [1, 2, 2, 3, 5, 6]],
			[u32(3), [0, 2, 1]],
			[u32(4), [0, 0, 2, 3]]
		] as const;
		expect(apply(segmentSum, inputs, { transpose })).toEqual([Float64Array.from(expected)]);
	});
});

describe('rings', () => {
	test('append-rows writes the row of the clock and no other', () => {
		const [ring] = apply(appendRows, [
			[f32(3, 2), [1, 1, 1, 1, 1, 1]],
			[f32(2), [7, 8]],
			[u32(1), [1]]
		]);
		expect(ring).toEqual(Float64Array.of(1, 1, 7, 8, 1, 1));
	});

	test('record-metrics sums by group over what its row held before, and moves the clock on', () => {
		const [ring, clock] = apply(recordMetrics, [
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
		// m = 0.5 * 2 + 0.5 * 4 = 3; v = 0.75 * 4 + 0.25 * 16 = 7; w = 10 * 0.9 - 2 * 3 / (sqrt(7) * 3 + 1).
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
		// g = 4 + 0.5 * 10 = 9; buffer = 0.5 * 2 + 0.75 * 9 = 7.75; w = 10 * 0.875 - 0.25 * direction.
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
