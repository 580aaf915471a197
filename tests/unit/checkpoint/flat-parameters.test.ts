import { expect, test } from 'vitest';
import {
	flatParameters,
	namedParameters,
	parameterProblems
} from '../../../src/engine/checkpoint/flat-parameters.ts';

const SLOTS = [
	{ name: 'W', shape: [2, 2], offset: 0 },
	{ name: 'b', shape: [3], offset: 64 }
];
const W = [1, 2, 3, 4];
const B = [5, 6, 7];

function flat(): Float32Array {
	const values = new Float32Array(128);
	values.set(W, 0);
	values.set(B, 64);
	return values;
}

test('weights leave the flat layout under their names and go back to their places', () => {
	const tensors = namedParameters(SLOTS, flat());
	expect(tensors.get('W')).toEqual({ shape: [2, 2], data: Float32Array.from(W) });
	expect(tensors.get('b')).toEqual({ shape: [3], data: Float32Array.from(B) });
	expect(parameterProblems(SLOTS, tensors)).toEqual([]);
	expect(flatParameters(SLOTS, 128, tensors)).toEqual(Float64Array.from(flat()));
});

test('float64 weights stay float64', () => {
	const tensors = namedParameters(SLOTS, Float64Array.from(flat()));
	expect(tensors.get('b')?.data).toEqual(Float64Array.from(B));
});

test('named weights are a copy', () => {
	const values = flat();
	const tensors = namedParameters(SLOTS, values);
	values.fill(0);
	expect([...(tensors.get('W')?.data ?? [])]).toEqual(W);
});

test('every tensor that is missing, of another shape, or too many is named', () => {
	const tensors = new Map([
		['W', { shape: [4], data: Float32Array.from(W) }],
		['b_Q', { shape: [1], data: new Float32Array(1) }]
	]);
	expect(parameterProblems(SLOTS, tensors)).toEqual([
		'tensor "W": expected shape [2, 2], got [4]',
		'tensor "b": expected shape [3], got none',
		'tensor "b_Q": not one of this model'
	]);
});
