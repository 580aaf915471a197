import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MetricsRows } from '../../../src/lab-run/codec/metrics-rows.ts';
import { phaseMarkers, phaseSeries } from '../../../src/engine/core/phases.ts';
import { LIVE_PHASE_COLUMNS } from '../../../src/engine/probes/roles.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import { phaseRules } from '../../../src/engine/trainer/evaluation/phase-rules.ts';
import { evaluatedRows } from '../../../src/lab-run/codec/evaluated-rows.ts';
import { evaluationsIn, evaluationTensors } from '../../../src/lab-run/codec/evaluation-tensors.ts';
import { RunMeasures } from '../../../src/lab-run/run-measures.ts';
import { SEED } from '../../support/ops/arbitraries.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

const REPLICAS = 2;
const BUILT = buildRun(toyRun({ replicas: REPLICAS }), { isEvaluationOnly: true });
const RULES = phaseRules(BUILT);

const columns = fc.record({
	train_loss: fc.constantFrom(0.01, 1),
	train_accuracy: fc.constantFrom(0.5, 0.98, 1),
	test_loss: fc.constantFrom(0.01, 1, 5),
	test_accuracy: fc.constantFrom(0.5, 0.97, 1, 1),
	non_mirrored_loss: fc.constantFrom(0.01, 1, 5, NaN),
	non_mirrored_accuracy: fc.constantFrom(0.5, 0.97, 1, 1, 1, NaN),
	excluded_single_max: fc.double({ min: 0, max: 10, noNaN: true }),
	restricted_loss: fc.constantFrom(0.1, 0.1, 5, NaN)
});

const rowOf = (step: number, own: EvaluationRow['columns']): EvaluationRow => ({
	step,
	columns: own,
	spectra: { any: Float64Array.of(step) },
	vectors: {},
	evidence: {}
});

const LIVE = Array.from({ length: REPLICAS }, () => ({ lr: 1e-3 }));
/** Every second step is evaluated. */
const EVERY = 2;
const runs = fc
	.array(fc.tuple(columns, columns), { minLength: 1, maxLength: 60 })
	.map((all) =>
		Array.from({ length: REPLICAS }, (_, r) => all.map((own, i) => rowOf(EVERY * i, own[r] ?? {})))
	);

function unthinned(rows: readonly EvaluationRow[]) {
	const column = (id: string) => rows.map((row) => row.columns[id] ?? NaN);
	const step = rows.map((row) => row.step);
	return phaseMarkers(phaseSeries(step, column, LIVE_PHASE_COLUMNS, RULES.judged), RULES);
}

/** metrics.csv of a run, up to its last evaluation. */
function metricsOf(run: readonly (readonly EvaluationRow[])[], names: readonly string[]): string {
	const writer = new MetricsRows(
		REPLICAS,
		names,
		['lr'],
		run.map(([row]) => row)
	);
	const updates = EVERY * ((run[0]?.length ?? 1) - 1);
	const ones = run.map(() => Float64Array.from({ length: updates }, () => 1));
	const rest = run.map((rows) => rows.slice(1));
	const burst = { step: 0, updates, loss: ones, accuracy: ones, evaluations: rest };
	return writer.header + (updates > 0 ? writer.of(burst, LIVE) : '');
}

test('the headless lab judges all evaluations and keeps a handful', () => {
	fc.assert(
		fc.property(runs, fc.nat(), (run, at) => {
			const measures = new RunMeasures(BUILT, 0);
			const { history } = measures;
			const count = run[0]?.length ?? 0;
			const [first, second] = [EVERY * (at % count), EVERY * ((7 * at) % count)];
			history.hold([first, second]);
			for (let i = 0; i < count; i++) measures.append(run.map((rows) => rows.slice(i, i + 1)));
			expect(run.map((_, r) => measures.of(r).markers)).toEqual(run.map(unthinned));
			const steps = history
				.upTo(Infinity)
				.flatMap((row) => row.slice(0, 1).map(({ step }) => step));
			expect(history.evaluations.map(({ step }) => step.length)).toEqual([0, 0]);
			expect(steps.length).toBeLessThanOrEqual(4);
			expect(steps).toEqual(expect.arrayContaining([first, second]));
			expect(history.latest.map(({ step }) => step)).toEqual(run.map(() => EVERY * (count - 1)));
		}),
		{ seed: SEED }
	);
});

test('a run that is gone on with is judged by metrics.csv, where every row is', () => {
	fc.assert(
		fc.property(runs, fc.nat(), fc.boolean(), (run, at, isEvaluated) => {
			const count = run[0]?.length ?? 0;
			const cut = (at % count) + 1;
			const before = run.map((rows) => rows.slice(0, cut));
			const written = new RunMeasures(BUILT, 0);
			written.append(before);
			const upTo = EVERY * (cut - 1);
			const tensors = evaluationTensors(written.history.upTo(upTo), REPLICAS);
			const rows = evaluationsIn(tensors, REPLICAS);
			const { names } = written.history;
			// The evaluation of the step from which it continues is in the checkpoint, not yet in
			// the file.
			const rest = isEvaluated ? '' : before.map((rows, r) => endOf(rows, r)).join('');
			const csv = new TextEncoder().encode(metricsOf(before, names) + rest);
			const measures = new RunMeasures(BUILT, 0);
			const step = upTo + (isEvaluated ? 0 : 1);
			const state = { step, evaluatedUpTo: upTo, buffers: {}, live: {}, failures: [] };
			const checkpoint = { ...written.checkpoint(state, []), latest: rows };
			measures.resume(checkpoint, evaluatedRows(csv, names));
			expect(measures.history.names).toEqual(names);
			measures.append(run.map((rows) => rows.slice(cut)));
			expect(run.map((_, r) => measures.of(r).markers)).toEqual(run.map(unthinned));

			function endOf(rows: readonly EvaluationRow[], replica: number): string {
				const row = rows.at(-1);
				const cells = names.map((name) => {
					const value = row?.columns[name] ?? NaN;
					return Number.isNaN(value) ? '' : String(value);
				});
				return `${[String(row?.step), String(replica), '1', '1', ...cells, '0.1'].join(',')}\n`;
			}
		}),
		{ seed: SEED }
	);
});
