import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markersOf, nextPhases, NO_PHASES } from '../../../src/engine/core/phase-state.ts';
import {
	grokkingOutcome,
	memorizationEnd,
	phaseMarkers,
	type PhaseSeries
} from '../../../src/engine/core/phases.ts';

/**
 * The rules of decisions.md ("Steps, evaluation, phases") over all kinds of series, not over
 * examples.
 */
const CHANCE = Math.log(31);
const RULES = {
	thresholds: {
		memorizedAccuracy: 0.99,
		grokkedAccuracy: 0.99,
		lostAccuracy: 0.95,
		holdEvaluations: 3,
		cleanupLossRatio: 1
	},
	chanceLevel: CHANCE,
	answersChanceLevel: CHANCE,
	judged: 'non_mirrored'
};

const accuracy = fc.oneof(
	fc.constantFrom(0, 0.5, 0.94, 0.949, 0.95, 0.96, 0.989, 0.99, 1),
	fc.double({ min: 0, max: 1, noNaN: true })
);
const loss = fc.oneof(
	fc.constantFrom(0, CHANCE, CHANCE - 1e-9, CHANCE + 1e-9, 10),
	fc.double({ min: 0, max: 20, noNaN: true })
);
const orNone = (value: fc.Arbitrary<number>) =>
	fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(NaN) });

const rowArbitrary = fc.record({
	trainAccuracy: accuracy,
	testLoss: loss,
	testAccuracy: accuracy,
	judgedLoss: orNone(loss),
	judgedAccuracy: orNone(accuracy),
	excludedLoss: orNone(loss),
	restrictedLoss: orNone(loss)
});
type Row = typeof rowArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const seriesOf = (rows: readonly Row[]): PhaseSeries => ({
	step: rows.map((_, i) => 5 * i),
	trainAccuracy: rows.map((row) => row.trainAccuracy),
	testLoss: rows.map((row) => row.testLoss),
	testAccuracy: rows.map((row) => row.testAccuracy),
	judgedLoss: rows.map((row) => row.judgedLoss),
	judgedAccuracy: rows.map((row) => row.judgedAccuracy),
	excludedLoss: rows.map((row) => row.excludedLoss),
	restrictedLoss: rows.map((row) => row.restrictedLoss)
});
const rowsArbitrary = fc.array(rowArbitrary, { maxLength: 40 });
const marked = (rows: readonly Row[]) => phaseMarkers(seriesOf(rows), RULES);

test('mirrored pairs change no marker of a commutative task where non-mirrored ones are measured', () => {
	const measured = rowsArbitrary.map((rows) =>
		rows.map((row) => ({
			...row,
			judgedLoss: Number.isNaN(row.judgedLoss) ? 10 : row.judgedLoss,
			judgedAccuracy: Number.isNaN(row.judgedAccuracy) ? 0 : row.judgedAccuracy
		}))
	);
	fc.assert(
		fc.property(measured, fc.array(fc.tuple(loss, accuracy), { minLength: 40 }), (rows, others) => {
			// Mirrored pairs affect the mean over all test pairs.
			const moved = rows.map((row, i) => {
				const [testLoss = 0, testAccuracy = 0] = others[i] ?? [];
				return { ...row, testLoss, testAccuracy };
			});
			expect(marked(moved)).toEqual(marked(rows));
		})
	);
});

test('a run whose judged part is not measured is judged on all its test examples', () => {
	fc.assert(
		fc.property(rowsArbitrary, (rows) => {
			const without = rows.map((row) => ({ ...row, judgedLoss: NaN, judgedAccuracy: NaN }));
			const alike = rows.map((row) => ({
				...row,
				judgedLoss: row.testLoss,
				judgedAccuracy: row.testAccuracy
			}));
			expect(marked(without)).toEqual(marked(alike));
		})
	);
});

test('without a key frequency, or with a restricted loss at chance or above, no noise is circuit formation', () => {
	const noise = fc.array(
		fc.record({
			row: rowArbitrary,
			restricted: fc.oneof(fc.constant(NaN), fc.double({ min: CHANCE, max: 20, noNaN: true }))
		}),
		{ maxLength: 60 }
	);
	fc.assert(
		fc.property(noise, (found) => {
			const rows = found.map(({ row, restricted }) => ({ ...row, restrictedLoss: restricted }));
			const { memorizationEnds, cleanupBegins } = marked(rows);
			expect(memorizationEnds).toBeUndefined();
			expect(memorizationEnd(seriesOf(rows), RULES, cleanupBegins)).toBeUndefined();
		})
	);
});

test('one evaluation with a key frequency is no evidence', () => {
	fc.assert(
		fc.property(rowsArbitrary, fc.nat(39), (rows, at) => {
			const once = rows.map((row, i) => ({ ...row, restrictedLoss: i === at ? 0 : NaN }));
			expect(marked(once).memorizationEnds).toBeUndefined();
		})
	);
});

test('what falls below 95 % for three evaluations after grokking is lost, and never grokked alone', () => {
	fc.assert(
		fc.property(rowsArbitrary, fc.nat(5), rowsArbitrary, (before, length, after) => {
			const at = (value: number) => (row: Row) => ({ ...row, judgedAccuracy: value });
			const filler = { length: 3 + length };
			const [model] = before;
			fc.pre(model !== undefined);
			const right = Array.from(filler, () => at(1)(model));
			const wrong = Array.from(filler, () => at(0.9)(model));
			const down = [...before, ...right, ...wrong];
			expect(grokkingOutcome(marked(down))).toBe('lost');
			const up = [...down, ...right];
			expect(grokkingOutcome(marked(up))).toBe('regained');
			// The loss of grokking stays in the list whatever follows.
			const later = marked([...up, ...after]);
			expect(grokkingOutcome(later)).not.toBe('stable');
			expect(later.losses.length).toBeGreaterThan(0);
		})
	);
});

/** The definition, over the whole series at once. */
function lossesByDefinition(values: readonly number[]): readonly string[] {
	const events: string[] = [];
	const held = (i: number, holds: (value: number) => boolean) =>
		i >= 2 && [0, 1, 2].every((back) => holds(values[i - back] ?? NaN));
	let state = 'learning';
	values.forEach((_, i) => {
		if (state === 'grokked' && held(i, (value) => value < 0.95)) {
			state = 'lost';
			events.push(`lost by ${String(5 * (i - 2))}`);
		} else if (state !== 'grokked' && held(i, (value) => value >= 0.99)) {
			if (state === 'lost') events.push(`regained by ${String(5 * (i - 2))}`);
			state = 'grokked';
		}
	});
	return events;
}

test('losses and regains are those of the definition, in turn, each with the step from which it holds', () => {
	const jumpy = fc.array(
		fc.tuple(fc.constantFrom(0.5, 0.94, 0.95, 0.98, 0.99, 1), fc.integer({ min: 1, max: 5 })),
		{ maxLength: 30 }
	);
	fc.assert(
		fc.property(jumpy, rowArbitrary, (stretches, row) => {
			const values = stretches.flatMap(([value, count]) => Array<number>(count).fill(value));
			const rows = values.map((judgedAccuracy) => ({ ...row, judgedAccuracy }));
			const { losses, lossCount, belowCount, grokked } = marked(rows);
			const events = losses.flatMap(({ lost, regained }) => [
				`lost by ${String(lost.by)}`,
				...(regained === undefined ? [] : [`regained by ${String(regained.by)}`])
			]);
			expect(events).toEqual(lossesByDefinition(values));
			expect(lossCount).toBe(losses.length);
			const isLost = losses.at(-1) !== undefined && losses.at(-1)?.regained === undefined;
			const tail = values.length - 1 - values.findLastIndex((value) => value >= 0.95);
			expect(belowCount).toBe(grokked === undefined || isLost ? 0 : tail);
		})
	);
});

test('a run that loses grokking without end keeps a bounded record, and counts all', () => {
	const [right, wrong] = [1, 0.5].map((value) => Array<number>(3).fill(value));
	const values = Array.from({ length: 250 }, () => [...(right ?? []), ...(wrong ?? [])]).flat();
	const constant = values.map(() => NaN);
	const markers = phaseMarkers(
		{
			step: values.map((_, i) => i),
			trainAccuracy: constant,
			testLoss: constant,
			testAccuracy: values,
			judgedLoss: constant,
			judgedAccuracy: constant,
			excludedLoss: constant,
			restrictedLoss: constant
		},
		RULES
	);
	expect(markers.lossCount).toBe(250);
	expect(markers.losses).toHaveLength(100);
	expect(markers.losses.at(-1)?.lost.by).toBe(1497);
});

test('every moment is an interval of neighbouring evaluations, and cleanup comes no later than grokking is certain', () => {
	fc.assert(
		fc.property(rowsArbitrary, (rows) => {
			const { memorized, cleanupBegins, grokked, losses } = marked(rows);
			const all = [memorized, cleanupBegins, grokked, ...losses.map(({ lost }) => lost)];
			for (const interval of all) {
				if (interval === undefined) continue;
				expect(interval.by - interval.after).toBe(interval.by === 0 ? 0 : 5);
			}
			if (cleanupBegins !== undefined && grokked !== undefined) {
				expect(cleanupBegins.by).toBeLessThanOrEqual(grokked.by + 10);
			}
		})
	);
});

test('cleanup is claimed only of a test loss that stays below chance, until the run has grokked', () => {
	fc.assert(
		fc.property(rowsArbitrary, (rows) => {
			const { cleanupBegins, grokked } = marked(rows);
			fc.pre(cleanupBegins !== undefined && grokked === undefined);
			const last = rows.at(-1);
			fc.pre(last !== undefined && rows.every((row) => !Number.isNaN(row.judgedLoss)));
			expect(last.judgedLoss).toBeLessThan(CHANCE);
		})
	);
});

test('judged one by one, in any state that was kept, the markers are those of the whole series', () => {
	fc.assert(
		fc.property(rowsArbitrary, fc.nat(40), (rows, cut) => {
			const series = seriesOf(rows);
			const judge = (from = NO_PHASES, start = 0, end = rows.length) => {
				let state = from;
				for (let i = start; i < end; i++) {
					const row = rows[i];
					if (row === undefined) break;
					state = nextPhases(state, { step: 5 * i, ...row }, RULES);
				}
				return state;
			};
			expect(markersOf(judge())).toEqual(phaseMarkers(series, RULES));
			const kept = judge(NO_PHASES, 0, cut);
			judge(kept, cut);
			expect(markersOf(judge(kept, cut))).toEqual(phaseMarkers(series, RULES));
		})
	);
});
