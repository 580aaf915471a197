import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phaseMarkers, phaseSeries } from '../../../src/engine/core/phases.ts';
import type { Checkpoint } from '../../../src/engine/core/telemetry.ts';
import { MOST_EVALUATIONS } from '../../../src/engine/core/thin-rows.ts';
import { buildRun } from '../../../src/engine/trainer/build-run.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation-row.ts';
import { phaseRules } from '../../../src/engine/trainer/phase-rules.ts';
import { RunJudge } from '../../../src/worker/run-judge.ts';
import { SEED } from '../../support/arbitraries.ts';
import { toyRun } from '../../support/run-spec.ts';

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
	return phaseMarkers(phaseSeries(step, column, 'excluded_single_max'), phaseRules(BUILT));
}

const checkpointAt = (judge: RunJudge, step: number): Checkpoint => ({
	step,
	formulation: BUILT.formulation,
	buffers: {},
	live: {},
	...judge.at(step)
});

test('markers are those of all evaluations, of which few are kept', () => {
	fc.assert(
		fc.property(runs, (rows) => {
			const judge = new RunJudge(BUILT, MOST);
			for (const row of rows) judge.append([row]);
			expect(judge.verdict.markers).toEqual(unthinned(rows));
			const { evaluations } = judge.at(Infinity);
			expect(evaluations.step.length).toBeLessThanOrEqual(MOST);
			expect(evaluations.step[0]).toBe(rows[0]?.step);
			expect(evaluations.step.at(-1)).toBe(rows.at(-1)?.step);
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
			const judge = new RunJudge(BUILT, MOST);
			for (const row of rows.slice(0, cut + 1)) judge.append([row]);
			const checkpoint = structuredClone(checkpointAt(judge, step));
			judge.append(rows.slice(cut + 1, cut + 1 + beyond));
			const rest = rows.filter((row) => row.step >= step);
			const another = new RunJudge(BUILT, MOST);
			another.load(checkpoint);
			judge.truncate(step);
			for (const one of [judge, another]) {
				one.append(rest);
				expect(one.verdict.markers).toEqual(unthinned(rows));
			}
		}),
		{ seed: SEED }
	);
});

test('a checkpoint of a run of very many evaluations has a bounded size', () => {
	const judge = new RunJudge(BUILT);
	const own = { train_accuracy: 1, test_accuracy: 0.5, test_loss: 3 };
	for (let step = 0; step < 5 * MOST_EVALUATIONS; step += 100) {
		judge.append(Array.from({ length: 100 }, (_, i) => rowOf(step + i, own)));
	}
	const { evaluations } = judge.at(Infinity);
	const arrays = [evaluations.step, ...Object.values(evaluations.columns)];
	const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
	expect(bytes).toBeLessThanOrEqual(4 * 8 * MOST_EVALUATIONS);
});
