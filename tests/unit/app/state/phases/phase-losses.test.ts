import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frequencyUse } from '../../../../../src/app/state/run/frequency-use.ts';
import { explainNoKeyFrequencies } from '../../../../../src/app/state/run/no-key-frequencies.ts';
import { GrowingSeries } from '../../../../../src/app/state/run/growing-series.ts';
import { GrowingVectors } from '../../../../../src/app/state/run/growing-vectors.ts';
import { phaseCells, type StripFacts } from '../../../../../src/app/state/phases/phase-cells.ts';
import {
	markersAt,
	NO_MARKERS,
	PHASE_NAMES,
	phaseBands,
	phaseOf
} from '../../../../../src/app/state/phases/phase.ts';

/** A run that grokked and lost it some times, with the last loss regained or not. */
const runs = fc
	.record({
		lengths: fc.array(fc.integer({ min: 20, max: 300 }), { minLength: 4, maxLength: 14 }),
		width: fc.integer({ min: 1, max: 15 })
	})
	.map(({ lengths, width }) => {
		let at = 0;
		const edges = lengths.map((length) => (at += length));
		const interval = (by: number | undefined) =>
			by === undefined ? undefined : { after: by - width, by };
		const [memorized, cleanupBegins, grokked, ...later] = edges.map(interval);
		const losses = later.flatMap((lost, i) =>
			i % 2 === 0 && lost !== undefined ? [{ lost, regained: later[i + 1] }] : []
		);
		const lossCount = losses.length;
		return { ...NO_MARKERS, memorized, cleanupBegins, grokked, losses, lossCount };
	});

const facts = (markers: typeof NO_MARKERS, step: number): StripFacts => {
	const byThen = markersAt(markers, step);
	return {
		noun: 'pairs',
		markers,
		memorization: { isSettled: false, live: undefined },
		isEndMeasured: false,
		whyPart: undefined,
		phase: phaseOf(byThen, step, false),
		lossesByThen: byThen.losses,
		endedAt: undefined,
		keyFrequencies: [],
		values: {
			memorized_accuracy: 0.99,
			grokked_accuracy: 0.99,
			lost_accuracy: 0.95,
			hold_evaluations: 3,
			cleanup_loss_ratio: 1
		}
	};
};

test('the band at a step is the phase there, through every loss and regain', () => {
	fc.assert(
		fc.property(runs, (markers) => {
			const bands = phaseBands(markers, false).filter(({ label }) => label !== '');
			for (const { label, from, until = 99_999 } of bands) {
				const step = until - 1;
				if (step <= from) continue;
				const phase = phaseOf(markersAt(markers, step), step, false);
				expect(phase === 'before' ? '' : PHASE_NAMES[phase]).toBe(label);
			}
			const labels = bands.map(({ label }) => label);
			const count = (name: string) => labels.filter((label) => label === name).length;
			expect(count('lost')).toBe(markers.losses.length);
		})
	);
});

test('in the strip exactly one cell is the present one, and a lost run has a cell that says so', () => {
	fc.assert(
		fc.property(runs, fc.integer({ min: 1, max: 5000 }), (markers, step) => {
			const cells = phaseCells(facts(markers, step));
			const now = cells.filter(({ isNow }) => isNow);
			const { phase } = facts(markers, step);
			expect(now.map((cell) => cell.phase)).toEqual([phase]);
			const last = cells.at(-1);
			const latest = markersAt(markers, step).losses.at(-1);
			if (phase === 'lost') expect([last?.title, last?.interval]).toEqual(['Lost', latest?.lost]);
			if (phase === 'regained') {
				expect([last?.title, last?.interval]).toEqual(['Grokked again', latest?.regained]);
			}
			for (const { definition } of cells) expect(definition).not.toContain('?');
		})
	);
});

test('what has not happened when a run has ended is not "not yet"', () => {
	const of = { ...facts(NO_MARKERS, 2000), isEndMeasured: true, endedAt: 2000 };
	const whens = phaseCells(of).map(({ when }) => when);
	expect(whens.slice(1)).toEqual([
		'not seen',
		'not in 2\u202f000 steps',
		'not in 2\u202f000 steps'
	]);
});

test('as many frequencies are used as coefficients are equal, whatever their sign and scale', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 60 }),
			fc.integer({ min: 0, max: 60 }),
			fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
			(used, unused, scale) => {
				const signs = Array.from({ length: used }, (_, i) => (i % 2 === 0 ? scale : -scale));
				const use = frequencyUse([...signs, ...Array<number>(unused).fill(0)]);
				expect(use?.used).toBe(used);
				expect(use?.count).toBe(used + unused);
				const share = used / (used + unused);
				if (Math.abs(share - 0.8) > 1e-6) expect(use?.isAll).toBe(share > 0.8);
			}
		)
	);
	expect(frequencyUse(undefined)).toBeUndefined();
	expect(frequencyUse([0, 0])).toBeUndefined();
});

test('a network is said to use all frequencies only where it ended grokked and its logits do', () => {
	const interval = { after: 1, by: 2 };
	const vectors = new GrowingVectors();
	vectors.append(Float64Array.of(10), { cosine_coefficient: [Float64Array.of(5, 5.5, 4.5, 5)] });
	const run = {
		version: 1,
		evaluations: new GrowingSeries(),
		vectors,
		facts: undefined,
		markers: { ...NO_MARKERS, grokked: interval },
		hasKeyFrequencies: false,
		endedAt: 10,
		step: 10
	};
	expect(explainNoKeyFrequencies(run)).toContain('uses all 4 of them');
	expect(explainNoKeyFrequencies({ ...run, endedAt: undefined })).toBeUndefined();
	expect(explainNoKeyFrequencies({ ...run, hasKeyFrequencies: true })).toBeUndefined();
	const lost = { ...run.markers, losses: [{ lost: interval, regained: undefined }], lossCount: 1 };
	for (const markers of [NO_MARKERS, lost]) {
		expect(explainNoKeyFrequencies({ ...run, markers })).toBe(
			'No frequency stands out in this network by the rule in force.'
		);
	}
	const few = new GrowingVectors();
	few.append(Float64Array.of(10), { cosine_coefficient: [Float64Array.of(5, 5, 0.1, 0.1)] });
	expect(explainNoKeyFrequencies({ ...run, vectors: few })).toContain('use about 2 of 4');
});
