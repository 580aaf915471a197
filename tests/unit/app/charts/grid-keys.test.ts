import { expect, test } from 'vitest';
import { movedCell } from '../../../../src/app/charts/grids/grid-keys.ts';

const size = { rows: 5, columns: 30 };
const from = { row: 2, column: 3 };
const press = (key: string, shiftKey = false) => movedCell(from, { key, shiftKey }, size);

test('arrow keys lead to the neighbours, with Shift ten cells far', () => {
	expect(press('ArrowUp')).toEqual({ row: 1, column: 3 });
	expect(press('ArrowDown')).toEqual({ row: 3, column: 3 });
	expect(press('ArrowLeft')).toEqual({ row: 2, column: 2 });
	expect(press('ArrowRight', true)).toEqual({ row: 2, column: 13 });
});

test('the edge holds', () => {
	expect(press('ArrowDown', true)).toEqual({ row: 4, column: 3 });
	expect(press('ArrowLeft', true)).toEqual({ row: 2, column: 0 });
});

test('the first press leads to the first cell, and other keys nowhere', () => {
	const key = { key: 'ArrowDown', shiftKey: false };
	expect(movedCell(undefined, key, size)).toEqual({ row: 0, column: 0 });
	expect(press('Enter')).toBeUndefined();
});
