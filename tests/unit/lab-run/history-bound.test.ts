import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phaseMarkers, phaseSeries } from '../../../src/engine/core/phases.ts';
import { LIVE_PHASE_COLUMNS } from '../../../src/engine/probes/roles.ts';
import type { Checkpoint } from '../../../src/engine/core/telemetry.ts';
import { MOST_EVALUATIONS } from '../../../src/engine/core/thin-rows.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import { phaseRules } from '../../../src/engine/trainer/evaluation/phase-rules.ts';
import { RunMeasures } from '../../../src/lab-run/run-measures.ts';
import { SEED } from '../../support/ops/arbitraries.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

const BUILT = buildRun(toyRun(), { isEvaluationOnly: true });
const MOST = 16;

const rowOf = (step: number, columns: EvaluationRow['columns']): EvaluationRow => ({
	step,
	columns,
	spectra: {},
	vectors: {},
	evidence: {}
});

/** Values on both sides of every threshold, so that all markers come and go. */
const columns = fc.record({
	train_accuracy: fc.constantFrom(0.5, 0.98, 1),
	test_loss: fc.constantFrom(0.01, 1, 5),
	test_accuracy: fc.constantFrom(0.5, 0.97, 1, 1),
	non_mirrored_loss: fc.constantFrom(0.01, 1, 5, NaN),
	non_mirrored_accuracy: fc.constantFrom(0.5, 0.97, 1, 1, 1, NaN),
	excluded_single_max: fc.double({ min: 0, max: 10, noNaN: true }),
	restricted_loss: fc.constantFrom(0.1, 0.1, 5, NaN)
});

const runs = fc
	.array(columns, { minLength: 1, maxLength: 150 })
	.map((all) => all.map((own, i) => rowOf(3 * i, own)));

function unthinned(rows: readonly EvaluationRow[]) {
	const column = (id: string) => rows.map((row) => row.columns[id] ?? NaN);
	const step = rows.map((row) => row.step);
	const rules = phaseRules(BUILT);
	return phaseMarkers(phaseSeries(step, column, LIVE_PHASE_COLUMNS, rules.judged), rules);
}

const checkpointAt = (measures: RunMeasures, step: number, evaluatedUpTo = step - 1): Checkpoint =>
	measures.checkpoint({ step, evaluatedUpTo, buffers: {}, live: {}, failures: [] }, []);

test('markers are those of all evaluations, of which few are kept', () => {
	fc.assert(
		fc.property(runs, (rows) => {
			const measures = new RunMeasures(BUILT, MOST);
			for (const row of rows) measures.append([[row]]);
			expect(measures.of(0).phases.markers).toEqual(unthinned(rows));
			const [evaluations] = checkpointAt(measures, Infinity).evaluations;
			expect(evaluations?.step.length).toBeLessThanOrEqual(MOST);
			expect(evaluations?.step[0]).toBe(rows[0]?.step);
			expect(evaluations?.step.at(-1)).toBe(rows.at(-1)?.step);
		}),
		{ seed: SEED }
	);
});

test('and stay so when a lost device goes back to a checkpoint, and when a page goes on from it', () => {
	fc.assert(
		fc.property(runs, fc.nat(), fc.nat(20), fc.boolean(), (rows, at, beyond, isEvaluated) => {
			const cut = at % rows.length;
			// The evaluation of a checkpoint's own step may be there already: it is repeated.
			const step = (rows[cut]?.step ?? 0) + (isEvaluated ? 0 : 1);
			const measures = new RunMeasures(BUILT, MOST);
			for (const row of rows.slice(0, cut + 1)) measures.append([[row]]);
			const checkpoint = structuredClone(checkpointAt(measures, step));
			measures.append([rows.slice(cut + 1, cut + 1 + beyond)]);
			const rest = rows.filter((row) => row.step >= step);
			const another = new RunMeasures(BUILT, MOST);
			another.resume(checkpoint);
			measures.truncate(step);
			for (const one of [measures, another]) {
				one.append([rest]);
				expect(one.of(0).phases.markers).toEqual(unthinned(rows));
			}
		}),
		{ seed: SEED }
	);
});

test('an evaluation of its own step that a checkpoint carries is judged once', () => {
	fc.assert(
		fc.property(runs, fc.nat(), fc.boolean(), (rows, at, areOtherRules) => {
			const cut = at % rows.length;
			const step = rows[cut]?.step ?? 0;
			const measures = new RunMeasures(BUILT);
			for (const row of rows.slice(0, cut + 1)) measures.append([[row]]);
			const checkpoint = structuredClone(checkpointAt(measures, step, step));
			const another = new RunMeasures(BUILT);
			another.resume(areOtherRules ? withoutPhases(checkpoint) : checkpoint);
			another.append([rows.slice(cut + 1)]);
			expect(another.of(0).phases.markers).toEqual(unthinned(rows));
			expect([...(another.history.evaluations[0]?.step ?? [])]).toEqual(
				rows.map((row) => row.step)
			);
		}),
		{ seed: SEED }
	);
});

/** As of other thresholds: phases are judged by the evaluations then. */
function withoutPhases(checkpoint: Checkpoint): Checkpoint {
	const { judged, ...others } = checkpoint;
	expect(judged).toBeDefined();
	return others;
}

test('a checkpoint of a run of very many evaluations has a bounded size', () => {
	const measures = new RunMeasures(BUILT);
	const own = { train_accuracy: 1, test_accuracy: 0.5, test_loss: 3 };
	for (let step = 0; step < 5 * MOST_EVALUATIONS; step += 100) {
		measures.append([Array.from({ length: 100 }, (_, i) => rowOf(step + i, own))]);
	}
	const arrays = checkpointAt(measures, Infinity).evaluations.flatMap(({ step, columns }) => [
		step,
		...Object.values(columns)
	]);
	expect(arrays).toHaveLength(4);
	const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
	expect(bytes).toBeLessThanOrEqual(4 * 8 * MOST_EVALUATIONS);
});

test('replicas are judged, kept and gone back with apart', () => {
	const built = buildRun(toyRun({ replicas: 2 }), { isEvaluationOnly: true });
	const [first, second] = [1, 0.5].map((train_accuracy) =>
		[0, 10, 20].map((step) => rowOf(step, { train_accuracy, test_loss: train_accuracy }))
	);
	const measures = new RunMeasures(built, MOST);
	measures.append([first ?? [], second ?? []]);
	expect(measures.of(0).markers.memorized).toEqual({ after: 0, by: 0 });
	expect(measures.of(1).markers.memorized).toBeUndefined();
	const carried = checkpointAt(measures, 20);
	expect(carried.evaluations.map(({ columns }) => columns['test_loss']?.[0])).toEqual([1, 0.5]);
	const another = new RunMeasures(built, MOST);
	another.resume(structuredClone(carried));
	expect([0, 1].map((r) => another.of(r).markers)).toEqual(
		[0, 1].map((r) => measures.of(r).markers)
	);
	expect(another.history.evaluations.map(({ step }) => [...step])).toEqual([
		[0, 10],
		[0, 10]
	]);
	another
		.of(1)
		.settle({ keyFrequencies: [1], step: new Float64Array(0), columns: {}, vectors: {} });
	expect([0, 1].map((r) => another.of(r).settled?.keyFrequencies)).toEqual([undefined, [1]]);
});
