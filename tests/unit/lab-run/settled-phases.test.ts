import { expect, test } from 'vitest';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { phaseRules } from '../../../src/engine/trainer/evaluation/phase-rules.ts';
import { settledMemorizationEnd } from '../../../src/lab-run/memorization-end.ts';
import { RunMeasures } from '../../../src/lab-run/run-measures.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

const BUILT = buildRun(toyRun(), { isEvaluationOnly: true });
const STEPS = [0, 10, 20, 30, 40, 50, 60, 70];
/** The smallest is at step 20. */
const SINGLE = [3, 2, 1, 1.5, 2, 3, 4, 5];

/** A run that was memorized at step 10, by its live evaluations. */
function measuresOf(): RunMeasures {
	const measures = new RunMeasures(BUILT);
	const rows = STEPS.map((step, i) => ({
		step,
		columns: {
			train_accuracy: i > 0 ? 1 : 0,
			excluded_single_max: SINGLE[i] ?? NaN,
			restricted_loss: 0.5
		},
		spectra: {},
		vectors: {},
		evidence: {}
	}));
	measures.append([rows]);
	return measures;
}

function settle(measures: RunMeasures, from: number, excludedLoss: readonly number[]): void {
	measures.of(0).settle({
		keyFrequencies: [1],
		step: Float64Array.from(STEPS.slice(from)),
		columns: {
			excluded_loss: Float64Array.from(excludedLoss),
			restricted_loss: Float64Array.from(excludedLoss, () => 0.5),
			train_accuracy: Float64Array.from(STEPS.slice(from), (step) => (step > 0 ? 1 : 0))
		},
		vectors: {}
	});
}

const LIVE = { after: 10, by: 30 };

test('settled values tell the end of memorization, and going on takes that back', () => {
	const measures = measuresOf();
	expect(measures.of(0).phases.markers.memorizationEnds).toEqual(LIVE);
	settle(measures, 0, [4, 3, 2, 1, 2, 3, 4, 5]);
	expect(measures.of(0).phases.markers.memorizationEnds).toEqual({ after: 20, by: 40 });
	measures.of(0).settle(undefined);
	expect(measures.of(0).phases.markers.memorizationEnds).toEqual(LIVE);
});

test('settled values of the tail of a run that only rise leave the live marker', () => {
	const measures = measuresOf();
	settle(measures, 3, [1, 2, 3, 4, 5]);
	expect(measures.of(0).phases.markers.memorizationEnds).toEqual(LIVE);
	// A minimum within the tail is one.
	settle(measures, 3, [2, 1, 3, 4, 5]);
	expect(measures.of(0).phases.markers.memorizationEnds).toEqual({ after: 30, by: 50 });
});

test('the page and the headless lab have one answer, by the settled series alone', () => {
	const measures = measuresOf();
	const settled = {
		keyFrequencies: [1],
		step: Float64Array.from(STEPS),
		columns: {
			excluded_loss: Float64Array.of(4, 3, 2, 1, 2, 3, 4, 5),
			restricted_loss: Float64Array.from(STEPS, () => 0.5),
			// Live, the run was memorized; by these weights it was not.
			train_accuracy: new Float64Array(STEPS.length)
		},
		vectors: {}
	};
	const rules = phaseRules(BUILT);
	measures.of(0).settle(settled);
	expect(measures.of(0).phases.markers.memorizationEnds).toEqual(
		settledMemorizationEnd(settled, rules)
	);
	expect(settledMemorizationEnd(settled, rules)).toBeUndefined();
});
