import { expect, test } from 'vitest';
import { grokkingText } from '../../../src/cli/run/grokking-words.ts';
import { grokkingOutcome, phaseMarkers } from '../../../src/engine/core/phases.ts';
import { readJudgedRun } from '../../support/runs/judged-runs.ts';

/**
 * Runs as the headless lab measured them (tests/golden/README.md), judged by the rules of
 * decisions.md.
 */
const judge = (name: string, chanceLevel: number, answersChanceLevel = chanceLevel) => {
	const series = readJudgedRun(name);
	const thresholds = {
		memorizedAccuracy: 0.99,
		grokkedAccuracy: 0.99,
		lostAccuracy: 0.95,
		holdEvaluations: 3,
		cleanupLossRatio: 1
	};
	const rules = { thresholds, chanceLevel, answersChanceLevel, judged: 'non_mirrored' };
	return { markers: phaseMarkers(series, rules), until: series.step[series.step.length - 1] ?? 0 };
};

test('noise without a key frequency is no circuit formation, and the run is censored, not "no"', () => {
	const { markers, until } = judge('phases-noise', (1 / 31) * (1 - 1 / 31));
	expect(markers.memorized).toEqual({ after: 11, by: 12 });
	expect(markers.memorizationEnds).toBeUndefined();
	expect(markers.cleanupBegins).toBeUndefined();
	expect(grokkingText(markers, until)).toBe('not by step 2000, where the run ended (censored)');
});

test('a run that grokked and answers 62 % at its end has lost it, and says so', () => {
	const { markers, until } = judge('phases-lost', Math.log(17));
	expect(markers.grokked).toEqual({ after: 105, by: 110 });
	expect(grokkingOutcome(markers)).toBe('lost');
	expect(grokkingText(markers, until)).toMatch(/^after step 105, by 110, lost after step /);
	expect(grokkingText(markers, until)).toMatch(/not regained$/);
});

test('in quick-start cleanup waits for the non-mirrored pairs', () => {
	const { markers, until } = judge('phases-quick-start', Math.log(32), Math.log(31));
	expect(markers.cleanupBegins).toEqual({ after: 240, by: 260 });
	expect(markers.grokked).toEqual({ after: 480, by: 500 });
	expect(grokkingText(markers, until)).toBe('after step 480, by 500, and still at step 1200');
});

test('a network that uses all frequencies has no circuit formation to show', () => {
	const { markers } = judge('phases-quick-mlp', Math.log(31));
	expect(markers.memorizationEnds).toBeUndefined();
	expect(grokkingOutcome(markers)).toBe('stable');
});

/** The numbers of REPRODUCTION.md. */
test.each([
	[0, [4050, 4100], [5100, 5150]],
	[5, [8050, 8100], [8950, 9000]]
] as const)('the canonical run of seed %i has its documented moments', (seed, cleanup, grokked) => {
	const { markers } = judge(`canonical-seed-${String(seed)}`, Math.log(114), Math.log(113));
	const interval = ([after, by]: readonly [number, number]) => ({ after, by });
	expect(markers.memorized).toEqual({ after: 135, by: 140 });
	expect(markers.cleanupBegins).toEqual(interval(cleanup));
	expect(markers.grokked).toEqual(interval(grokked));
	expect(grokkingOutcome(markers)).toBe('stable');
});
