import { expect, test } from 'vitest';
import { axis, elementCount, padded } from '../../../src/engine/core/tensor.ts';

test('axes count from both ends, and a missing one is refused', () => {
	expect(axis([4, 5, 6], 0)).toBe(4);
	expect(axis([4, 5, 6], -1)).toBe(6);
	expect(() => axis([4], 1)).toThrow('shape [4]: no axis 1');
});

test('offsets are padded to the 256 bytes of a storage binding', () => {
	expect([0, 1, 63, 64, 65].map(padded)).toEqual([0, 64, 64, 64, 128]);
	expect(elementCount([])).toBe(1);
	expect(elementCount([3, 0, 2])).toBe(0);
});
