import { expect, test } from 'vitest';
import { markersOf, NO_PHASES } from '../../../src/engine/core/phase-state.ts';
import {
	lossesAndAccuracies,
	readEvaluations
} from '../../../src/lab-run/codec/read-evaluations.ts';
import { chooseSteps, thinEvaluations } from '../../../src/lab-run/recorded/recorded-steps.ts';

const NOTHING = markersOf(NO_PHASES);
const hundreds = (count: number) => Array.from({ length: count }, (_, i) => 100 * i);
const by = (step: number) => ({ after: step - 50, by: step });

test('a recorded run holds the start, memorization, the plateau, the transition, its end and the end', () => {
	const markers = { ...NOTHING, memorized: by(200), cleanupBegins: by(7000), grokked: by(10_000) };
	const steps = chooseSteps(hundreds(141), markers);
	expect(steps).toEqual(expect.arrayContaining([0, 200, 3600, 7000, 8000, 9000, 10_000, 14_000]));
	// The remaining steps fill the longest gaps.
	expect(steps).toHaveLength(11);
	expect(steps.filter((step) => step > 200 && step < 7000)).toHaveLength(3);
});

test('moments that have not come are made up for, as far as there are weights', () => {
	const steps = chooseSteps(hundreds(141), { ...NOTHING, memorized: by(200) });
	expect(steps).toHaveLength(11);
	expect(steps).toEqual(expect.arrayContaining([0, 200, 14_000]));
	expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
	expect(chooseSteps(hundreds(3), NOTHING)).toEqual([0, 100, 200]);
	expect(chooseSteps([7], { ...NOTHING, memorized: by(200) })).toEqual([7]);
});

test('evaluations are thinned, dense at first, with the first and the last kept', () => {
	const step = Float64Array.from({ length: 20_001 }, (_, i) => i);
	const thin = thinEvaluations({ step, columns: { twice: step.map((value) => 2 * value) } }, 400);
	expect(thin.step.length).toBeLessThanOrEqual(400);
	expect(thin.step.length).toBeGreaterThan(300);
	expect(thin.step[0]).toBe(0);
	expect(thin.step.at(-1)).toBe(20_000);
	expect(thin.columns['twice']).toEqual(thin.step.map((value) => 2 * value));
	const gaps = thin.step.subarray(1).map((value, i) => value - (thin.step[i] ?? 0));
	expect(gaps[0]).toBe(1);
	expect(Math.max(...gaps)).toBeLessThan(20_000 / 150);
	const few = thinEvaluations({ step: step.subarray(0, 1), columns: {} }, 400);
	expect([...few.step]).toEqual([0]);
});

const HEADER =
	'step,train_loss,train_accuracy,evaluated_train_loss,evaluated_train_accuracy,test_loss,test_accuracy,mirrored_accuracy,non_mirrored_accuracy,more';

test('evaluated rows are read, a torn last one is not', () => {
	const csv = [HEADER, '0,9,0,1,0.5,2,0.25,,0.125,7', '1,8,0,,,,,,,', '2,7,0,3,1,4,0,1,'].join(
		'\n'
	);
	const groups = [{ id: 'mirrored' }, { id: 'non_mirrored' }];
	const [read = { step: new Float64Array(0), columns: {} }] = readEvaluations(csv, 1, ['more']);
	expect(lossesAndAccuracies(read, groups)).toEqual(read);
	expect(Object.keys(lossesAndAccuracies(read, []).columns)).not.toContain('mirrored_accuracy');
	expect(read).toEqual({
		step: Float64Array.of(0),
		columns: {
			train_loss: Float64Array.of(1),
			train_accuracy: Float64Array.of(0.5),
			test_loss: Float64Array.of(2),
			test_accuracy: Float64Array.of(0.25),
			mirrored_accuracy: Float64Array.of(NaN),
			non_mirrored_accuracy: Float64Array.of(0.125)
		}
	});
	expect(() => readEvaluations('step,train_loss\n', 1)).toThrow(
		'metrics.csv: expected a column "test_loss", got step, train_loss'
	);
});
