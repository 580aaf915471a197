import { expect, test } from 'vitest';
import { erf } from '../../../src/engine/core/error-function.ts';

// Values of C's erf (Python 3.11, math.erf), to the last digit of float64.
const VALUES: readonly (readonly [number, number])[] = [
	[0, 0.0],
	[1e-8, 1.1283791670955126e-8],
	[0.001, 0.0011283787909692365],
	[0.1, 0.1124629160182849],
	[0.5, 0.5204998778130465],
	[0.84375, 0.7672256612323416],
	[1, 0.8427007929497149],
	[1.5, 0.9661051464753108],
	[2, 0.9953222650189527],
	[2.5, 0.999593047982555],
	[3, 0.9999779095030014],
	[3.5, 0.9999992569016276],
	[4, 0.9999999845827421],
	[5, 0.9999999999984626],
	[5.9, 0.9999999999999999],
	[6, 1.0],
	[30, 1.0]
];

test.each(VALUES)('erf(%f) is %f within 1e-15, and odd', (x, expected) => {
	expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(1e-15 * Math.max(expected, 1e-8));
	expect(erf(-x)).toBe(-erf(x));
});
