import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	boolean,
	choice,
	describeExpectation,
	float,
	int,
	integers,
	integersIn,
	isValid,
	parseParam
} from '../../../src/engine/core/param-schema.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

const whole = int({ label: 'n', min: 2, max: 100, default: 5 });
const real = float({ label: 'x', min: -1, max: 1e6, default: 0 });
const flag = boolean({ label: 'f', default: false });
const pick = choice({
	label: 'c',
	options: [
		{ value: 'ordered', label: 'Ordered' },
		{ value: 'unordered', label: 'Unordered' }
	],
	default: 'ordered'
});

const list = integers({ label: 'l', min: 1, max: 56, default: '' });

describe('parseParam', () => {
	test.each([
		['7', 7],
		['+7', 7],
		['1e1', 10],
		['2.0', 2]
	])('reads the whole number %s', (text, value) => {
		expect(parseParam(whole, text)).toBe(value);
	});

	test.each([
		'',
		' 7',
		'7 ',
		'7.5',
		'1',
		'101',
		'-7',
		'NaN',
		'Infinity',
		'0x10',
		'1_0',
		'1e999',
		'seven'
	])('refuses "%s" as a whole number from 2 to 100', (text) => {
		expect(parseParam(whole, text)).toBeUndefined();
	});

	test.each([
		['.5', 0.5],
		['-1', -1],
		['1e-9', 1e-9],
		['5.', 5],
		['1E3', 1000]
	])('reads the number %s', (text, value) => {
		expect(parseParam(real, text)).toBe(value);
	});

	test.each(['.', 'e5', '--1', '-1.0000001', '1e7', '1,5'])(
		'refuses "%s" as a number from -1 to 1e6',
		(text) => {
			expect(parseParam(real, text)).toBeUndefined();
		}
	);

	test('reads booleans and choices by their exact text', () => {
		expect(parseParam(flag, 'true')).toBe(true);
		expect(parseParam(flag, 'false')).toBe(false);
		expect(parseParam(flag, '1')).toBeUndefined();
		expect(parseParam(pick, 'unordered')).toBe('unordered');
		expect(parseParam(pick, 'Ordered')).toBeUndefined();
	});

	test.each([
		['', []],
		['14', [14]],
		['52,1,56', [52, 1, 56]]
	])('reads the list "%s"', (text, numbers) => {
		expect(parseParam(list, text)).toBe(text);
		expect(integersIn(text)).toEqual(numbers);
	});

	test.each([
		',',
		'14,',
		',14',
		'14,,35',
		'14, 35',
		'14;35',
		'1.5',
		'-1',
		'0',
		'57',
		'14,14',
		'1e1',
		'x'
	])('refuses "%s" as different whole numbers from 1 to 56', (text) => {
		expect(parseParam(list, text)).toBeUndefined();
	});

	test('gives back every list of different numbers from its text', () => {
		const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 56 }));
		fc.assert(
			fc.property(numbers, (values) => {
				const text = parseParam(list, values.join(','));
				expect(integersIn(String(text))).toEqual(values);
			}),
			{ seed: SEED }
		);
	});

	test('gives back every valid number from its text', () => {
		fc.assert(
			fc.property(fc.double({ min: -1, max: 1e6, noNaN: true }), (value) => {
				expect(parseParam(real, String(value))).toBe(Number(String(value)));
			}),
			{ seed: SEED }
		);
	});

	test('never gives a value that is not valid, whatever the text', () => {
		fc.assert(
			fc.property(fc.string(), fc.constantFrom(whole, real, flag, pick, list), (text, schema) => {
				const value = parseParam(schema, text);
				expect(value === undefined || isValid(schema, value)).toBe(true);
			}),
			{ seed: SEED }
		);
	});
});

test('isValid holds to the kind and the hard range, ends included', () => {
	expect([2, 100].every((value) => isValid(whole, value))).toBe(true);
	for (const value of [1, 101, 2.5, NaN, Infinity, '7', true])
		expect(isValid(whole, value)).toBe(false);
	expect([-1, 1e6, 0.1].every((value) => isValid(real, value))).toBe(true);
	for (const value of [-1.001, 1e6 + 1, NaN, -Infinity, '1'])
		expect(isValid(real, value)).toBe(false);
	expect(isValid(flag, 0)).toBe(false);
	expect(isValid(pick, 'neither')).toBe(false);
	expect(isValid(list, '')).toBe(true);
	for (const value of [14, '0', '1,57', '2,2', true]) expect(isValid(list, value)).toBe(false);
});

test('expectations are said in words with the hard range', () => {
	expect(describeExpectation(whole)).toBe('a whole number from 2 to 100');
	expect(describeExpectation(real)).toBe('a number from -1 to 1000000');
	expect(describeExpectation(flag)).toBe('true or false');
	expect(describeExpectation(pick)).toBe('one of ordered, unordered');
	expect(describeExpectation(list)).toBe(
		'different whole numbers from 1 to 56 with commas between, at most 1000 characters'
	);
});

test('schemas are frozen, with the hard range as slider unless said otherwise', () => {
	expect(Object.isFrozen(whole)).toBe(true);
	expect(whole.slider).toEqual({ min: 2, max: 100, scale: 'linear', step: 1 });
	expect(
		int({ label: 'p', min: 2, max: 9, default: 3, slider: { min: 3, scale: 'primes' } }).slider
	).toEqual({
		min: 3,
		max: 9,
		scale: 'primes',
		step: 1
	});
});
