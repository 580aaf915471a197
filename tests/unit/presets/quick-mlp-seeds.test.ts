import { expect, test } from 'vitest';
import { configOf } from '../../../src/config/preset-config.ts';
import { repeatedSpec } from '../../../src/engine/trainer/run-spec.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import { phaseMarkers, phaseSeries } from '../../../src/engine/core/phases.ts';
import { LIVE_PHASE_COLUMNS } from '../../../src/engine/probes/roles.ts';
import { phaseRules } from '../../../src/engine/trainer/evaluation/phase-rules.ts';
import { Trainer } from '../../../src/engine/trainer/train/trainer.ts';
import { openWasm } from '../../support/wasm-session.ts';

const SEEDS = 8;
const MOST_STEPS = 1500;
/** The rule of the issue: one seed of eight may be late. */
const LEAST_GROKKED = 7;
/** All eight seeds at p = 31 in one plan: five seconds on one core, more on a busy machine. */
const TIMEOUT_MS = 120_000;

test(
	`at least ${LEAST_GROKKED} of ${SEEDS} seeds of quick-mlp grok within ${MOST_STEPS} steps, after memorizing`,
	async () => {
		// Whether it groks is seen in the losses; measures of eight networks would take longer than
		// the training.
		const spec = {
			...repeatedSpec(resolveRun(configOf('quick-mlp')), SEEDS),
			switchedOff: probes.ids
		};
		const run = buildRun(spec);
		const session = await openWasm(run.plan);
		const host = { now: () => performance.now(), yield: () => Promise.resolve() };
		const trainer = new Trainer(run, session, host);
		const rows = Array.from({ length: SEEDS }, (): EvaluationRow[] => []);
		const markersOf = (own: readonly EvaluationRow[]) => {
			const column = (name: string) => own.map(({ columns }) => columns[name] ?? NaN);
			const step = own.map((row) => row.step);
			const rules = phaseRules(run);
			return phaseMarkers(phaseSeries(step, column, LIVE_PHASE_COLUMNS, rules.judged), rules);
		};
		const grokked = () => rows.map(markersOf).filter((markers) => markers.grokked !== undefined);
		await trainer.train({
			until: MOST_STEPS,
			shouldStop: () => grokked().length === SEEDS,
			onBurst({ evaluations }) {
				evaluations.forEach((own, r) => rows[r]?.push(...own));
			}
		});
		session.dispose();
		const found = grokked();
		expect(found.length).toBeGreaterThanOrEqual(LEAST_GROKKED);
		for (const markers of found) {
			expect(markers.memorized?.by).toBeLessThan(markers.grokked?.by ?? NaN);
		}
	},
	TIMEOUT_MS
);
