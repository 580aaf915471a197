import { describe, expect, test } from 'vitest';
import type { KeyRuleId } from '../../../src/engine/key-rules/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { selectKeyFrequencies } from '../../../src/engine/trainer/evaluation/key-settings.ts';
import { settledRows } from '../../../src/engine/trainer/evaluation/settle.ts';
import { Trainer } from '../../../src/engine/trainer/train/trainer.ts';
import type { BurstResult } from '../../../src/engine/trainer/train/burst-reader.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import {
	EVIDENCE_PROBES,
	expectDecidedWithin,
	expectSameInAnyBursts,
	MEASURED_RULES
} from '../../support/key-rules.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { fakeHost, openReference } from '../../support/runs/toy-training.ts';

const NEEDING_KEYS = ['restricted_loss', 'excluded_loss', 'trig_fraction', 'logit_fit'];
const MODELS = ['one-layer-transformer', 'quadratic-mlp'];
const choiceOf = (rule: KeyRuleId) => ({ rule, ratio: 1, max: 10, given: [] });

describe.each(MODELS)(
	'%s: an evaluation decides by itself, its own probe switched off',
	(model) => {
		test.each(MEASURED_RULES)('%s', async (rule) => {
			await expectDecidedWithin(rule, model, openReference, 'software');
		});

		test('and the rules are told apart', async () => {
			const found = new Set<string>();
			for (const rule of MEASURED_RULES) {
				const keys = await expectDecidedWithin(rule, model, openReference, 'software');
				found.add(keys.toSorted((a, b) => a - b).join());
			}
			expect(found.size).toBeGreaterThan(3);
		});
	}
);

test.each(MEASURED_RULES)('%s: the same evaluations in bursts of any size', async (rule) => {
	const { evaluations } = await expectSameInAnyBursts(rule, openReference, 40);
	// The first evaluation, of which nothing was read before, among them.
	for (const { columns } of evaluations[0] ?? []) {
		for (const id of NEEDING_KEYS) expect(columns[id], id).not.toBeNaN();
	}
});

test.each(MEASURED_RULES)('%s: all kept steps are settled with its last set', async (rule) => {
	const spec = toyRun({ keyFrequencies: choiceOf(rule), switchedOff: EVIDENCE_PROBES });
	const run = buildRun(spec, { isEvaluationOnly: true });
	const weights = (step: number) =>
		Float64Array.from({ length: run.plan.parameterElements }, (_, i) => Math.sin(i + step));
	const [last] = await evaluateOnce(run, openReference, () => weights(9));
	const keys = selectKeyFrequencies(spec.keyFrequencies, run.shape, last?.evidence ?? {});
	expect(keys.length).toBeGreaterThan(0);
	const snapshots = [0, 5, 9].map((step) => ({ step, read: () => weights(step) }));
	const steps: number[] = [];
	for await (const row of settledRows(run, await openReference(run.plan), snapshots, keys)) {
		steps.push(row.step);
		for (const id of NEEDING_KEYS) expect(row.columns[id], id).not.toBeNaN();
		if (row.step === 9) expect(row.columns).toEqual(last?.columns);
	}
	expect(steps).toEqual([0, 5, 9]);
});

describe('a rule chosen while the run is on', () => {
	/** The last of the evaluations after a change from the default rule. */
	async function columnsAfter(rule: KeyRuleId, switchedOff: readonly string[]) {
		const run = buildRun(toyRun({ keyFrequencies: choiceOf('embedding-share'), switchedOff }));
		const results: BurstResult[] = [];
		const trainer = new Trainer(run, await openReference(run.plan), fakeHost(1000));
		const train = (until: number) =>
			trainer.train({
				until,
				shouldStop: () => false,
				onBurst: (result) => results.push(result)
			});
		await train(5);
		trainer.setKeyFrequencies(choiceOf(rule));
		await train(15);
		return results.at(-1)?.evaluations[0]?.at(-1)?.columns ?? {};
	}

	test.each<KeyRuleId>(['one-percent', 'quarter-of-max', 'neuron-logit-map'])(
		'%s finds its evidence, whatever is switched off',
		async (rule) => {
			const columns = await columnsAfter(rule, EVIDENCE_PROBES);
			for (const id of NEEDING_KEYS) expect(columns[id], id).not.toBeNaN();
		}
	);

	test('neurons needs their probe, and says "none" without it', async () => {
		const without = await columnsAfter('neurons', EVIDENCE_PROBES);
		for (const id of NEEDING_KEYS) expect(without[id], id).toBeNaN();
		const fits = EVIDENCE_PROBES.filter((id) => id !== 'explained-neurons');
		const columns = await columnsAfter('neurons', fits);
		for (const id of NEEDING_KEYS) expect(columns[id], id).not.toBeNaN();
	});
});
