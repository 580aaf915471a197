import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepAxis } from '../../../../src/app/charts/lines/step-axis.ts';
import { chartBands } from '../../../../src/app/panels/curves/chart-bands.ts';
import { placeRulerLabels, rulerPieces } from '../../../../src/app/panels/curves/phase-ruler.ts';
import { NO_MARKERS, phaseBands } from '../../../../src/app/state/phases/phase.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

test('no label of the ruler is left out or overlaps another, and all lie inside', () => {
	const labels = fc.array(
		fc.record({
			at: fc.option(fc.integer({ min: 0, max: 600 }), { nil: undefined }),
			width: fc.integer({ min: 30, max: 240 })
		}),
		{ minLength: 1, maxLength: 6 }
	);
	fc.assert(
		fc.property(labels, fc.integer({ min: 250, max: 900 }), (all, width) => {
			const places = placeRulerLabels(all, width, 8);
			expect(places).toHaveLength(all.length);
			places.forEach(({ left, lane }, i) => {
				const right = left + (all[i]?.width ?? 0);
				expect(left).toBeGreaterThanOrEqual(0);
				expect(right).toBeLessThanOrEqual(width);
				const next = places.slice(i + 1).find((other) => other.lane === lane);
				if (next !== undefined) expect(next.left).toBeGreaterThanOrEqual(right);
			});
		}),
		{ seed: SEED }
	);
});

test('with room each label is where its phase begins, and phases to come are at the right end', () => {
	const begun = [0, 150, 300].map((at) => ({ at, width: 80 }));
	const places = placeRulerLabels([...begun, { at: undefined, width: 80 }], 600, 8);
	expect(places.map(({ left }) => left)).toEqual([0, 150, 300, 520]);
	expect(places.every(({ lane }) => lane === 0)).toBe(true);
});

test('the ruler shows phases up to the newest step, and memorized as a mark of its own', () => {
	const markers = {
		...NO_MARKERS,
		memorizationEnds: { after: 55, by: 65 },
		memorized: { after: 75, by: 80 }
	};
	const bands = chartBands({ bands: phaseBands(markers, true), markers });
	const axis = stepAxis('linear', 100);
	const pieces = rulerPieces(bands, axis, 90);
	const transitions = pieces.filter(({ isTransition }) => isTransition);
	expect(
		transitions.map(({ left, width }) => [left, width].map((share) => share.toFixed(3)))
	).toEqual([
		['0.550', '0.100'],
		['0.750', '0.050']
	]);
	expect(Math.max(...pieces.map(({ left, width }) => left + width))).toBeCloseTo(0.9);
});
