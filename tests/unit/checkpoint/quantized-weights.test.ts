import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	dequantizeWeights,
	quantizeWeights
} from '../../../src/engine/checkpoint/quantized-weights.ts';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import { elementCount, padded } from '../../../src/engine/core/tensor.ts';

// The scale is rounded to float32, and so is the product of integer and scale: each moves a value
// by no more than 2^-24 of the largest of its row.
const ROUNDING = 2 ** -23;

function slotsOf(shapes: readonly (readonly number[])[]) {
	let offset = 0;
	return shapes.map((shape, i) => {
		const slot = { name: `W${String(i)}`, shape, offset };
		offset += padded(elementCount(shape));
		return slot;
	});
}

type Slots = ReturnType<typeof slotsOf>;

const elementsOf = (slots: Slots): number =>
	slots.reduce((sum, { shape }) => sum + padded(elementCount(shape)), 0);

function weightsFor(slots: Slots, seed: number): Float64Array {
	const rng = createRng(seed, 'init');
	const flat = new Float64Array(elementsOf(slots));
	for (const { shape, offset } of slots) {
		for (let i = 0; i < elementCount(shape); i++) {
			// Rows of very different sizes, and values of both signs.
			flat[offset + i] = Math.fround(rng.nextNormal() * 10 ** ((i % 7) - 3));
		}
	}
	return flat;
}

const roundTrip = (slots: Slots, flat: Float64Array, bits: number): Float32Array =>
	dequantizeWeights(slots, flat.length, quantizeWeights(slots, flat, bits), bits);

test('no value moves by more than half a step of its row, whatever the shapes and bits', () => {
	const shape = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });
	fc.assert(
		fc.property(
			fc.array(shape, { minLength: 1, maxLength: 4 }),
			fc.integer({ min: 2, max: 16 }),
			fc.nat(),
			(shapes, bits, seed) => {
				const slots = slotsOf(shapes);
				const flat = weightsFor(slots, seed);
				const back = roundTrip(slots, flat, bits);
				for (const {
					shape: [...sizes],
					offset
				} of slots) {
					const width = sizes.at(-1) ?? 1;
					for (let start = offset; start < offset + elementCount(sizes); start += width) {
						const row = flat.subarray(start, start + width);
						const largest = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
						const bound = largest * (0.5 / (2 ** (bits - 1) - 1) + ROUNDING);
						row.forEach((value, i) => {
							expect(Math.abs((back[start + i] ?? NaN) - value)).toBeLessThanOrEqual(bound);
						});
					}
				}
			}
		)
	);
});

test('what lies on the steps comes back as it was, the largest of either sign too', () => {
	const slots = slotsOf([[2, 3], [3]]);
	const flat = new Float64Array(128);
	flat.set([7, -3, 0, -7, 7, 1], 0);
	flat.set([-3.5, 0.5, 1], 64);
	expect(roundTrip(slots, flat, 4)).toEqual(Float32Array.from(flat));
});

test('a row of zeros stays zeros, beside one that is not', () => {
	const slots = slotsOf([[2, 5]]);
	const flat = new Float64Array(64);
	flat.set([1, 2, 3, 4, 5], 5);
	const back = roundTrip(slots, flat, 16);
	expect([...back.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
	expect(back[9]).toBeCloseTo(5, 4);
});

test('values too small for a scale become zeros', () => {
	const slots = slotsOf([[2]]);
	const flat = new Float64Array(64);
	flat[0] = 1e-45;
	expect([...roundTrip(slots, flat, 10)]).toEqual([...new Float32Array(64)]);
});

test('takes a scale per row and so many bits per value, rounded up to a byte once', () => {
	expect(quantizeWeights(slotsOf([[3, 5], [7]]), new Float64Array(128), 3)).toHaveLength(
		4 * 4 + Math.ceil((3 * 22) / 8)
	);
});

describe('what cannot be', () => {
	const slots = slotsOf([[3]]);
	const expectRefusal = (act: () => unknown, words: string) => {
		expect(act).toThrow(LabError);
		expect(act).toThrow(words);
	};

	test.each([1, 17, 2.5])('%f bits', (bits) => {
		expectRefusal(
			() => quantizeWeights(slots, new Float64Array(64), bits),
			'expected 2 to 16 bits'
		);
	});

	test.each([NaN, Infinity, 1e39])('a weight of %f', (value) => {
		const flat = Float64Array.of(0, value, 0);
		expectRefusal(() => quantizeWeights(slots, flat, 8), `got ${String(value)} at 1`);
	});

	test('bytes that are too few', () => {
		expectRefusal(
			() => dequantizeWeights(slots, 64, new Uint8Array(6), 8),
			'expected 7 bytes for 8 bits a value, got 6'
		);
	});
});
