import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sliderScale } from '../../../../src/app/controls/slider-scale.ts';
import { isPrime } from '../../../../src/engine/tasks/prime-fields.ts';
import { allSchemas } from '../../../../src/config/schemas.ts';
import { float, int, type NumberParam } from '../../../../src/engine/core/param-schema.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

const primes = sliderScale(
	int({
		label: 'p',
		min: 2,
		max: 4999,
		default: 113,
		slider: { min: 5, max: 199, scale: 'primes' }
	})
);

test('isPrime agrees with trial division by everything', () => {
	for (let n = 0; n < 500; n += 1) {
		const divisors = Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
		expect(isPrime(n)).toBe(divisors.length === 2);
	}
});

test('the prime slider gives primes only, and an arrow key always reaches the next one', () => {
	fc.assert(
		fc.property(fc.integer({ min: 5, max: 199 }), fc.integer({ min: 5, max: 199 }), (to, from) => {
			expect(isPrime(primes.toValue(to, from))).toBe(true);
		}),
		{ seed: SEED }
	);
	expect(primes.toValue(114, 113)).toBe(127);
	expect(primes.toValue(112, 113)).toBe(109);
	expect(primes.toValue(199, 197)).toBe(199);
});

test('a dragged prime slider takes the nearest prime, so its value follows the pointer', () => {
	for (let position = 5, before = 5; position <= 199; position += 1) {
		const value = primes.toValue(position, before, true);
		expect(value).toBeGreaterThanOrEqual(before);
		before = value;
	}
	expect(primes.toValue(32, 31, true)).toBe(31);
	expect(primes.toValue(36, 31, true)).toBe(37);
	expect(primes.toValue(34, 113, true)).toBe(31);
});

test('every slider of the lab stays in its range and shows its default', () => {
	const numbers = Object.values(allSchemas()).filter(
		(schema): schema is NumberParam => schema.kind === 'int' || schema.kind === 'float'
	);
	expect(numbers.length).toBeGreaterThan(10);
	for (const schema of numbers) {
		const scale = sliderScale(schema);
		const { min: least, max, scale: kind } = schema.slider;
		const min = kind === 'zero-log' ? 0 : least;
		for (let i = 0; i <= 20; i += 1) {
			const position = scale.min + ((scale.max - scale.min) * i) / 20;
			const value = scale.toValue(Math.round(position / scale.step) * scale.step, schema.default);
			expect(value, schema.label).toBeGreaterThanOrEqual(min);
			expect(value, schema.label).toBeLessThanOrEqual(max);
		}
		expect(scale.toPosition(max * 1000 + 1)).toBe(scale.max);
	}
});

test('a log slider moves in ratios, and whole numbers move with every arrow key', () => {
	const rate = sliderScale(
		float({
			label: 'lr',
			min: 0,
			max: 1e3,
			default: 1e-3,
			slider: { min: 1e-4, max: 1e-1, scale: 'log' }
		})
	);
	expect(rate.toValue(rate.toPosition(0.001), 1)).toBe(0.001);
	expect(rate.toValue(0, 1)).toBe(1e-4);
	expect(rate.toValue(rate.max, 1)).toBe(0.1);
	const width = sliderScale(
		int({ label: 'd', min: 1, max: 999, default: 16, slider: { min: 4, max: 256, scale: 'log' } })
	);
	expect(width.toValue(width.toPosition(4) + 1, 4)).toBe(5);
	expect(width.toValue(width.toPosition(5) - 1, 5)).toBe(4);
});

test('a logarithmic slider with 0 has 0 at its left end and steps of two digits', () => {
	const decay = sliderScale(
		float({
			label: 'decay',
			min: 0,
			max: 1000,
			default: 1,
			slider: { min: 0.01, max: 10, scale: 'zero-log' }
		})
	);
	expect(decay.toValue(0, 1)).toBe(0);
	expect(decay.toPosition(0)).toBe(0);
	expect(decay.toValue(1, 1)).toBe(0.01);
	expect(decay.toValue(decay.max, 1)).toBe(10);
	for (const value of [0.1, 1, 1.1, 2, 5]) {
		expect(decay.toValue(decay.toPosition(value), 1)).toBe(value);
	}
	for (let position = 1; position <= decay.max; position += 1) {
		expect(decay.toValue(position, 1)).toBeGreaterThan(decay.toValue(position - 1, 1));
	}
});
