import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepAxis } from '../../../../src/app/charts/lines/step-axis.ts';
import { chartBands } from '../../../../src/app/panels/curves/chart-bands.ts';
import {
	placeRulerLabels,
	rulerPieces,
	waitingPlace
} from '../../../../src/app/panels/curves/phase-ruler.ts';
import { NO_MARKERS, phaseBands } from '../../../../src/app/state/phases/phase.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

test('no label of the ruler is left out or overlaps another, and all lie inside', () => {
	const labels = fc.array(
		fc.record({
			at: fc.integer({ min: 0, max: 600 }),
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

test('with room each label is where its phase begins, and those to come share the rest evenly', () => {
	const plot = { left: 40, right: 640 };
	const waiting = (newest: number) => [0, 1, 2, 3].map((i) => waitingPlace(i, 4, plot, newest));
	expect(waiting(40)).toEqual([40, 190, 340, 490]);
	// None lies before the newest step.
	expect(waiting(400)).toEqual([400, 400, 400, 490]);
	const places = placeRulerLabels(
		[40, 150, 300, 590].map((at) => ({ at, width: 80 })),
		660,
		8
	);
	expect(places.map(({ left }) => left)).toEqual([40, 150, 300, 580]);
	expect(places.every(({ lane }) => lane === 0)).toBe(true);
});

test('the ruler shows phases up to the newest step, and memorized as a mark of its own', () => {
	const markers = {
		...NO_MARKERS,
		memorizationEnds: { after: 55, by: 65 },
		memorized: { after: 75, by: 80 }
	};
	const bands = chartBands({ bands: phaseBands(markers, true), markers, step: 90 });
	expect(Math.max(...bands.map(({ until }) => until ?? Infinity))).toBe(90);
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
