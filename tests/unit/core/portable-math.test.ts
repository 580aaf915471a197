import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { exp, log, log1p } from '../../../src/engine/core/portable-math.ts';
import { cos, sin } from '../../../src/engine/core/portable-waves.ts';
import { createRng } from '../../../src/engine/core/rng.ts';

const COUNT = 100_000;
const MOST_ULPS = 2;

/** Numbers between two bounds; every second one divided by a power of two down to 2^-63. */
function argumentsBetween(min: number, max: number): Float64Array {
	const rng = createRng(1, 'probe');
	return Float64Array.from({ length: COUNT }, (_, i) => {
		const x = min + (max - min) * rng.nextUniform();
		return i % 2 === 0 ? x : x * 2 ** -Math.floor(64 * rng.nextUniform());
	});
}

const hashOf = (values: Float64Array): string =>
	createHash('sha256').update(values).digest('hex').slice(0, 16);

const largestError = (of: (x: number) => number, known: (x: number) => number, xs: Float64Array) =>
	xs.reduce((most, x) => {
		const [value, expected] = [of(x), known(x)];
		return Object.is(value, expected) ? most : Math.max(most, Math.abs(value / expected - 1));
	}, 0);

// The hashes are those of `Math.exp` and so on in V8 11.3 (Node 20), bit for bit.
test.each([
	{ name: 'exp', of: exp, known: Math.exp, min: -750, max: 750, hash: 'ee28eff4661adfda' },
	{ name: 'log', of: log, known: Math.log, min: 0, max: 1e300, hash: '75db538afea977eb' },
	{ name: 'log1p', of: log1p, known: Math.log1p, min: -1, max: 1000, hash: 'dc37a2c956497ce3' },
	{ name: 'sin', of: sin, known: Math.sin, min: -1000, max: 1000, hash: 'bac6b811739b704d' },
	{ name: 'cos', of: cos, known: Math.cos, min: -1000, max: 1000, hash: '062752463d867c9b' }
])('$name gives the same bits everywhere', ({ of, known, min, max, hash }) => {
	const xs = argumentsBetween(min, max);
	expect(hashOf(xs.map(of))).toBe(hash);
	// Later versions of V8 have other sines and cosines.
	expect(largestError(of, known, xs)).toBeLessThanOrEqual(MOST_ULPS * Number.EPSILON);
});

test.each([
	{ of: exp, known: Math.exp },
	{ of: log, known: Math.log },
	{ of: log1p, known: Math.log1p }
])('$of.name at the ends of its range', ({ of, known }) => {
	for (const x of [NaN, -Infinity, -1, -0, 0, 5e-324, 1, 2, 710, Number.MAX_VALUE, Infinity]) {
		expect(of(x)).toBe(known(x));
	}
});

test('an angle beyond 2^20 is refused', () => {
	expect(() => sin(2 ** 20)).toThrow('angle: expected less than 2^20, got 1048576');
	expect(() => cos(NaN)).toThrow('angle');
});
