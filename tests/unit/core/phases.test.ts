import { describe, expect, test } from 'vitest';
import {
	phaseMarkers,
	phaseSeries,
	coversMemorizationEnd,
	type PhaseSeries
} from '../../../src/engine/core/phases.ts';
import { markersOf, MOST_DOUBT, NO_PHASES } from '../../../src/engine/core/phase-state.ts';

const THRESHOLDS = {
	memorizedAccuracy: 0.99,
	grokkedAccuracy: 0.99,
	lostAccuracy: 0.95,
	holdEvaluations: 3,
	cleanupLossRatio: 1
};
const CHANCE = 3;
const rules = (thresholds = THRESHOLDS) => ({
	thresholds,
	chanceLevel: CHANCE,
	answersChanceLevel: CHANCE,
	judged: 'non_mirrored'
});

/** A series at steps 0, 10, 20, ...; columns that are not given reach no threshold. */
function series(
	given: Partial<Record<Exclude<keyof PhaseSeries, 'step'>, readonly number[]>>
): PhaseSeries {
	const length = Math.max(...Object.values(given).map((values) => values.length));
	const constant = (value: number) => new Array<number>(length).fill(value);
	return {
		step: Array.from({ length }, (_, i) => 10 * i),
		trainAccuracy: constant(0),
		testLoss: constant(10),
		testAccuracy: constant(0),
		judgedLoss: constant(NaN),
		judgedAccuracy: constant(NaN),
		excludedLoss: constant(NaN),
		// There is evidence of a circuit unless the test says otherwise.
		restrictedLoss: constant(1),
		...given
	};
}

const markers = (given: Parameters<typeof series>[0], thresholds = THRESHOLDS) =>
	phaseMarkers(series(given), rules(thresholds));

describe('memorized', () => {
	test('is the first train accuracy at the threshold, between two evaluations', () => {
		const { memorized } = markers({ trainAccuracy: [0, 0.5, 0.989, 0.99, 0.2, 1] });
		expect(memorized).toEqual({ after: 20, by: 30 });
	});

	test('may hold from the start, and may never come', () => {
		expect(markers({ trainAccuracy: [1, 1] }).memorized).toEqual({ after: 0, by: 0 });
		expect(markers({ trainAccuracy: [0, NaN, 0.98] }).memorized).toBeUndefined();
		expect(phaseMarkers(series({ trainAccuracy: [] }), rules())).toEqual(markersOf(NO_PHASES));
	});
});

describe('cleanup begins', () => {
	const trainAccuracy = [0, 1, 1, 1, 1, 1, 1, 1];

	test('at the last downward crossing of chance after memorized', () => {
		const { cleanupBegins } = markers({ trainAccuracy, testLoss: [5, 5, 2, 4, 5, 2.9, 1, 0] });
		expect(cleanupBegins).toEqual({ after: 40, by: 50 });
	});

	test('not at a crossing before memorized, nor without one', () => {
		const late = [0, 0, 0, 0, 1, 1, 1, 1];
		expect(
			markers({ trainAccuracy: late, testLoss: [5, 2, 2, 2, 2, 1, 1, 1] }).cleanupBegins
		).toBeUndefined();
		expect(
			markers({ trainAccuracy, testLoss: [5, 5, 5, 5, 5, 5, 5, 4] }).cleanupBegins
		).toBeUndefined();
		expect(markers({ testLoss: [5, 5, 2, 2] }).cleanupBegins).toBeUndefined();
	});

	test('touching chance is no crossing; leaving it downwards is', () => {
		expect(
			markers({ trainAccuracy, testLoss: [5, 5, 3, 3, 4, 4, 4, 4] }).cleanupBegins
		).toBeUndefined();
		expect(markers({ trainAccuracy, testLoss: [5, 5, 3, 2.9, 2, 2, 2, 2] }).cleanupBegins).toEqual({
			after: 20,
			by: 30
		});
	});

	test('at a multiple of chance when the ratio says so', () => {
		const testLoss = [5, 5, 2, 2, 1.4, 1, 1, 1];
		const half = { ...THRESHOLDS, cleanupLossRatio: 0.5 };
		expect(markers({ trainAccuracy, testLoss }, half).cleanupBegins).toEqual({
			after: 30,
			by: 40
		});
	});

	test('never next to a loss that is not a number', () => {
		expect(
			markers({ trainAccuracy, testLoss: [5, 5, NaN, 1, 1, 1, 1, 1] }).cleanupBegins
		).toBeUndefined();
	});
});

describe('grokked', () => {
	test('is the first of enough evaluations in a row', () => {
		const { grokked } = markers({ testAccuracy: [0, 0.99, 1, 0.98, 0.99, 1, 1, 0.5] });
		expect(grokked).toEqual({ after: 30, by: 40 });
	});

	test('is not there until it has held', () => {
		expect(markers({ testAccuracy: [0, 1, 1] }).grokked).toBeUndefined();
		expect(markers({ testAccuracy: [0, 1, 1, NaN, 1, 1] }).grokked).toBeUndefined();
		const once = { ...THRESHOLDS, holdEvaluations: 1 };
		expect(markers({ testAccuracy: [0, 1] }, once).grokked).toEqual({ after: 0, by: 10 });
	});

	test('asks for the judged part of the test too, where the task names one', () => {
		const given = {
			testAccuracy: [0, 1, 1, 1, 1, 1, 1],
			judgedAccuracy: [0, 0, 0.5, 0.99, 1, 1, 1]
		};
		expect(markers(given).grokked).toEqual({ after: 20, by: 30 });
		const columns: Readonly<Record<string, readonly number[]>> = {
			test_accuracy: given.testAccuracy,
			distinct_accuracy: given.judgedAccuracy
		};
		const grokked = (judged: string | undefined) => {
			const steps = given.testAccuracy.map((_, i) => 10 * i);
			const ids = { excludedLoss: undefined, restrictedLoss: undefined };
			const read = phaseSeries(steps, (id) => columns[id] ?? [], ids, judged);
			return phaseMarkers(read, rules()).grokked;
		};
		expect(grokked('distinct')).toEqual({ after: 20, by: 30 });
		expect(grokked(undefined)).toEqual({ after: 0, by: 10 });
	});

	test('does without the judged part where it is empty', () => {
		const given = { testAccuracy: [0, 1, 1, 1], judgedAccuracy: [NaN, NaN, NaN, NaN] };
		expect(markers(given).grokked).toEqual({ after: 0, by: 10 });
	});

	test('never comes where the test split is empty', () => {
		expect(markers({ testAccuracy: [NaN, NaN, NaN, NaN] }).grokked).toBeUndefined();
	});
});

describe('memorization ends', () => {
	const memorizedAtOnce = [0, 1, 1, 1, 1, 1, 1];

	test('around the minimum of excluded loss, once three evaluations have not gone below', () => {
		const excludedLoss = [3, 2, 1, 1.5, 4, 5, 6];
		const { memorizationEnds } = markers({ trainAccuracy: memorizedAtOnce, excludedLoss });
		expect(memorizationEnds).toEqual({ after: 10, by: 30 });
		const early = {
			trainAccuracy: memorizedAtOnce.slice(0, 5),
			excludedLoss: excludedLoss.slice(0, 5)
		};
		expect(markers(early).memorizationEnds).toBeUndefined();
	});

	test('is not claimed before memorized, nor where it is not measured', () => {
		const excludedLoss = [3, 2, 1, 1.5, 4, 5, 6];
		expect(markers({ excludedLoss }).memorizationEnds).toBeUndefined();
		expect(markers({ trainAccuracy: memorizedAtOnce }).memorizationEnds).toBeUndefined();
	});

	/** A claim at steps 10 to 30, then `later` evaluations. */
	const claimed = (
		later: Readonly<Record<'excludedLoss' | 'restrictedLoss' | 'testLoss', readonly number[]>>
	) => {
		const excludedLoss = [3, 2, 1, 1.5, 4, 5, ...later.excludedLoss];
		return markers({
			trainAccuracy: excludedLoss.map((_, i) => (i > 0 ? 1 : 0)),
			excludedLoss,
			restrictedLoss: [1, 1, 1, 1, 1, 1, ...later.restrictedLoss],
			testLoss: [10, 10, 10, 10, 10, 10, ...later.testLoss]
		}).memorizationEnds;
	};
	const EARLY = { after: 10, by: 30 };
	const falling = (length: number) => Array.from({ length }, (_, i) => 0.9 - 0.1 * i);
	const same = (value: number, length: number) => new Array<number>(length).fill(value);

	test('a claim moves to a smaller minimum once that has lasted, and stays until then', () => {
		const later = (rest: readonly number[]) => {
			const excludedLoss = [...falling(4), ...rest];
			const { length } = excludedLoss;
			return { excludedLoss, restrictedLoss: same(1, length), testLoss: same(10, length) };
		};
		expect(claimed(later([]))).toEqual(EARLY);
		expect(claimed(later([2, 2]))).toEqual(EARLY);
		expect(claimed(later([2, 2, 2]))).toEqual({ after: 80, by: 100 });
	});

	test('cleanup fixes a claim', () => {
		const excludedLoss = [...falling(4), 2, 2, 2, 2];
		const restrictedLoss = same(1, 8);
		expect(claimed({ excludedLoss, restrictedLoss, testLoss: same(1, 8) })).toEqual(EARLY);
		const withdrawn = [1, 10, 10, 10, 10, 10, 10, 10];
		expect(claimed({ excludedLoss, restrictedLoss, testLoss: withdrawn })).toEqual({
			after: 80,
			by: 100
		});
	});

	test('a claim is withdrawn after enough evaluations without evidence, not before', () => {
		// The evidence itself changes at the third evaluation that contradicts it.
		const most = 2 + MOST_DOUBT;
		const without = (length: number) =>
			claimed({
				excludedLoss: same(5, length),
				restrictedLoss: same(NaN, length),
				testLoss: same(10, length)
			});
		expect(without(most - 1)).toEqual(EARLY);
		expect(without(most)).toBeUndefined();
	});

	test('settled values without the beginning that only rise do not cover it', () => {
		const covers = (excludedLoss: readonly number[], first: number) =>
			coversMemorizationEnd({ step: [first, 150, 200, 250, 300], excludedLoss });
		expect(covers([1, 2, 3, 4, 5], 100)).toBe(false);
		expect(covers([NaN, NaN, NaN, NaN, NaN], 100)).toBe(true);
		expect(covers([2, 1, 3, 4, 5], 100)).toBe(true);
		expect(covers([1, 2, 3, 4, 5], 0)).toBe(true);
	});

	test('evaluations without key frequencies say nothing', () => {
		const excludedLoss = [NaN, NaN, 3, 1, 2, 2, 2];
		const { memorizationEnds } = markers({ trainAccuracy: memorizedAtOnce, excludedLoss });
		expect(memorizationEnds).toEqual({ after: 20, by: 40 });
	});
});
