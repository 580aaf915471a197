import { expect, test } from 'vitest';
import { movedIndex } from '../../../../src/app/charts/index-keys.ts';

const press = (key: string, from: number | undefined, count = 31, shiftKey = false) =>
	movedIndex(from, { key, shiftKey }, count);

test('arrow keys move by one, with Shift by ten, and stop at the ends', () => {
	expect(press('ArrowRight', 4)).toBe(5);
	expect(press('ArrowLeft', 4)).toBe(3);
	expect(press('ArrowRight', 4, 31, true)).toBe(14);
	expect(press('ArrowRight', 28, 31, true)).toBe(30);
	expect(press('ArrowLeft', 0)).toBe(0);
	expect(press('Home', 9)).toBe(0);
	expect(press('End', 9)).toBe(30);
});

test('without a selection they begin at an end; other keys and empty rows select nothing', () => {
	expect(press('ArrowRight', undefined)).toBe(0);
	expect(press('ArrowLeft', undefined)).toBe(30);
	expect(press('Enter', 3)).toBeUndefined();
	expect(press('ArrowRight', undefined, 0)).toBeUndefined();
});
