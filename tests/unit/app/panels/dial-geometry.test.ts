import { expect, test } from 'vitest';
import {
	arcPath,
	degreesBetween,
	describeDegrees,
	nearestTurn,
	sectorPath,
	turnOf
} from '../../../../src/app/panels/inside/dial-geometry.ts';

test('a direction counts from the angle 0, once round', () => {
	expect(turnOf({ x: 1, y: 0 })).toBe(0);
	expect(turnOf({ x: 0, y: 1 })).toBe(0.25);
	expect(turnOf({ x: -1, y: 0 })).toBe(0.5);
	expect(turnOf({ x: 0, y: -1 })).toBe(0.75);
	expect(describeDegrees({ x: 0, y: -1 })).toBe('270°');
	// Just before a whole turn is 0 again, not 360.
	expect(describeDegrees({ x: 1, y: -1e-9 })).toBe('0°');
	expect(describeDegrees({ x: NaN, y: NaN })).toBe('–');
});

test('a hand turns the shorter way', () => {
	for (const before of [-3.4, 0, 0.2, 0.95, 12.6]) {
		for (const turn of [0, 0.1, 0.45, 0.9]) {
			const next = nearestTurn(turn, before);
			expect(Math.abs(next - before)).toBeLessThanOrEqual(0.5);
			expect(Math.abs((next - turn) % 1)).toBeCloseTo(0, 9);
		}
	}
	expect(nearestTurn(0.3, undefined)).toBe(0.3);
	expect(nearestTurn(0.3, NaN)).toBe(0.3);
});

test('an arc begins at its angle and is large beyond half a turn', () => {
	expect(arcPath(10, 0, 0.25)).toBe('M 0 -10 A 10 10 0 0 1 10 0');
	expect(arcPath(10, 0.5, 0.75)).toBe('M 0 10 A 10 10 0 1 1 10 0');
	expect(arcPath(10, NaN, 0.2)).toBe('');
});

test('a sector lies evenly about the top, and degrees between hands go the shorter way', () => {
	expect(sectorPath(10, 0.25)).toBe('M -10 0 A 10 10 0 0 1 10 0 L 0 0 Z');
	const at = (degrees: number) => ({
		x: Math.cos((degrees / 180) * Math.PI),
		y: Math.sin((degrees / 180) * Math.PI)
	});
	expect(degreesBetween(at(350), at(20))).toBeCloseTo(30, 9);
	expect(degreesBetween(at(10), at(190))).toBeCloseTo(180, 9);
	expect(degreesBetween(at(10), { x: NaN, y: NaN })).toBeNaN();
});
