import { describe, expect, test } from 'vitest';
import {
	excludedMinimum,
	phaseMarkers,
	type PhaseSeries
} from '../../../src/engine/core/phases.ts';
import type { MarkerInterval } from '../../../src/engine/core/telemetry.ts';
import { readJudgedRun, readStoryRun } from '../../support/runs/judged-runs.ts';

const rulesFor = (p: number) => ({
	thresholds: {
		memorizedAccuracy: 0.99,
		grokkedAccuracy: 0.99,
		lostAccuracy: 0.95,
		holdEvaluations: 3,
		cleanupLossRatio: 1
	},
	chanceLevel: Math.log(p + 1),
	answersChanceLevel: Math.log(p),
	judged: 'non_mirrored'
});

/** The series up to each of its evaluations. */
const prefixesOf = (series: PhaseSeries): readonly PhaseSeries[] =>
	Array.from({ length: series.step.length }, (_, i) => {
		const part = (column: ArrayLike<number>) => Array.from(column).slice(0, i + 1);
		return {
			step: part(series.step),
			trainAccuracy: part(series.trainAccuracy),
			testLoss: part(series.testLoss),
			testAccuracy: part(series.testAccuracy),
			judgedLoss: part(series.judgedLoss),
			judgedAccuracy: part(series.judgedAccuracy),
			excludedLoss: part(series.excludedLoss),
			restrictedLoss: part(series.restrictedLoss)
		};
	});

const keyOf = (interval: MarkerInterval | undefined) =>
	interval === undefined ? 'none' : `${String(interval.after)}-${String(interval.by)}`;

/** The different ends that a run shows one after the other. */
function shownEnds(series: PhaseSeries, p: number): readonly string[] {
	const rules = rulesFor(p);
	const keys = prefixesOf(series).map((part) => keyOf(phaseMarkers(part, rules).memorizationEnds));
	return keys.filter((key, i) => key !== keys[i - 1]);
}

/**
 * The settled ends of seeds 0 to 7, by `npm run lab -- run PRESET --replicas 8 --backend wasm
 * --snapshots` (quick-start with `--steps 1500`).
 */
const SETTLED = {
	'quick-transformer': {
		p: 53,
		ends: ['50-60', '70-85', '45-55', '115-135', '65-75', '50-60', '50-60', '50-60']
	},
	'quick-start': {
		p: 31,
		ends: ['55-65', '105-125', '50-60', '60-70', '55-65', '60-70', '55-65', '135-160']
	}
};
const RUNS = (['quick-transformer', 'quick-start'] as const).flatMap((preset) =>
	SETTLED[preset].ends.map((settled, seed) => ({
		preset,
		seed,
		settled,
		p: SETTLED[preset].p,
		series: readStoryRun(preset, seed)
	}))
);

describe('while a quick run trains', () => {
	test.each(RUNS)('the end of $preset with seed $seed is shown once and stays', (run) => {
		const [none, ...ends] = shownEnds(run.series, run.p);
		expect(none).toBe('none');
		expect(ends).toHaveLength(1);
		const { memorizationEnds, cleanupBegins } = phaseMarkers(run.series, rulesFor(run.p));
		expect(memorizationEnds?.by).toBeLessThanOrEqual(cleanupBegins?.after ?? NaN);
	});

	test('in most seeds it touches the settled end, and it is never earlier', () => {
		const apart = RUNS.map(({ series, settled, p }) => {
			const [after = NaN, by = NaN] = settled.split('-').map(Number);
			const live = phaseMarkers(series, rulesFor(p)).memorizationEnds;
			expect(live?.by).toBeGreaterThanOrEqual(by);
			expect(live?.after).toBeGreaterThanOrEqual(after);
			return live !== undefined && live.after > by;
		});
		expect(apart.filter((isApart) => !isApart).length).toBeGreaterThan(RUNS.length / 2);
	});

	test('the minimum of the whole run so far would come and go', () => {
		const gone = RUNS.filter(({ series }) => {
			const keys = prefixesOf(series).map((part) => keyOf(excludedMinimum(part)));
			const grokking = keys.slice(-30);
			return grokking.includes('none');
		});
		expect(gone.length).toBeGreaterThan(RUNS.length / 2);
	});
});

test.each([
	['canonical-seed-5', '1520-1560'],
	['phases-nanda-seed-0', '1420-1460']
])('the canonical run shows one end from when it has evidence: %s', (name, end) => {
	expect(shownEnds(readJudgedRun(name), 113)).toEqual(['none', end]);
});
