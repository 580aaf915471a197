import { expect, test } from 'vitest';
import { frequencyCount } from '../../../src/engine/core/fourier.ts';
import { f32 } from '../../../src/engine/core/tensor.ts';
import { frequencyCounts } from '../../../src/engine/ops/measures/frequency-counts.ts';
import { frequencyMask } from '../../../src/engine/ops/measures/frequency-mask.ts';
import { referenceOp } from '../../support/ops/run-op.ts';

function countsOf(order: number, named: readonly number[]): readonly number[] {
	const opCase = { name: 'by hand', inputs: [f32(named.length)], attributes: { order } };
	return [...(referenceOp(frequencyCounts, opCase, [Float64Array.from(named)]).outputs[0] ?? [])];
}

function maskOf(power: readonly number[], rule: readonly number[]): readonly number[] {
	const frequencies = frequencyCount(power.length);
	const given = new Float64Array(frequencies).fill(-1);
	const inputs = [f32(power.length), f32(4), f32(frequencies)];
	const arrays = [Float64Array.from(power), Float64Array.from(rule), given];
	const opCase = { name: 'by hand', inputs, attributes: {} };
	return [...(referenceOp(frequencyMask, opCase, arrays).outputs[0] ?? [])];
}

test('counts stand at the cosine of their frequency, also at the last one of an even order', () => {
	expect(countsOf(7, [3, 0, 1, 3])).toEqual([0, 1, 0, 0, 0, 2, 0]);
	expect(countsOf(8, [4, 4, 2])).toEqual([0, 0, 0, 1, 0, 0, 0, 2]);
	expect(countsOf(2, [1, 0])).toEqual([0, 1]);
});

test('read as power they make a frequency key that any entry names', () => {
	expect(maskOf(countsOf(9, [2, 4, 2, 0]), [0, 0, 4, 0])).toEqual([0, 1, 0, 1]);
	expect(maskOf(countsOf(9, [0, 0]), [0, 0, 4, 0])).toEqual([0, 0, 0, 0]);
});

test('a share may be one of all power with the constant, or without', () => {
	// Powers 10, 4 and 2 beside a constant of 84: a tenth of 100 or of 16.
	const power = [84, 5, 5, 2, 2, 1, 1];
	expect(maskOf(power, [0.1, 0, 3, 1])).toEqual([1, 0, 0]);
	expect(maskOf(power, [0.1, 0, 3, 0])).toEqual([1, 1, 1]);
});
