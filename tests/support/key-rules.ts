import { expect } from 'vitest';
import { keyRules } from '../../src/engine/key-rules/index.ts';
import type { AdapterKind } from '../../src/engine/ops/define.ts';
import { buildRun, type BuiltRun } from '../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../src/engine/trainer/evaluation/evaluation-row.ts';
import { selectKeyFrequencies } from '../../src/engine/trainer/evaluation/key-settings.ts';
import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { evaluateOnce } from './evaluate-once.ts';
import { weightsOf } from './probe-cases.ts';
import { toyRun } from './runs/run-spec.ts';
import { fakeHost, trainToy, type OpenSession, type Training } from './runs/toy-training.ts';

/** Rules that depend on measures. */
export const MEASURED_RULES = keyRules.all
	.filter(({ needs }) => needs !== 'given')
	.map(({ id }) => id);

/** Every probe that depends on the evidence of a rule. */
export const EVIDENCE_PROBES = [
	'embedding-spectrum',
	'embedding-entropy',
	'neuron-logit-spectrum',
	'spectrum-gini',
	'explained-neurons'
];

const P = 13;
/** Amplitude of frequency i + 1 in the embedding: each rule on it draws its line elsewhere. */
const AMPLITUDES = [1, 0.5, 0.3, 0.2, 0.1, 0.05];
/** At this ratio a share rule takes one frequency at least. */
const choiceOf = (rule: string, given: readonly number[] = []) => ({
	rule,
	ratio: 1,
	max: 10,
	given
});

/** A run with a rule, and without the probes that depend on a rule's evidence. */
function specOf(rule: string, model: string): RunSpec {
	return toyRun({
		model,
		params: { p: P, d_mlp: 24, lr: 1e-2 },
		keyFrequencies: choiceOf(rule),
		switchedOff: EVIDENCE_PROBES
	});
}

/** Random weights, but for an embedding of waves. */
function weightsFor(run: BuiltRun): Float64Array {
	const weights = weightsOf({ title: '', toy: {}, planted: undefined }, run, 0);
	const { plan, spec } = run;
	const slot = plan.parameters.find(({ name }) => name === spec.model.roles(spec.params).embedding);
	const width = slot?.shape[1] ?? NaN;
	for (let t = 0; t < P; t++) {
		for (let j = 0; j < width; j++) {
			const wave = (amplitude: number, i: number) =>
				amplitude * Math.cos((2 * Math.PI * (i + 1) * t) / P + j);
			const sum = AMPLITUDES.reduce((all, amplitude, i) => all + wave(amplitude, i), 0);
			weights[(slot?.offset ?? NaN) + t * width + j] = Math.fround(sum);
		}
	}
	return weights;
}

async function rowOf(
	spec: RunSpec,
	open: OpenSession,
	adapterKind: AdapterKind
): Promise<EvaluationRow> {
	const run = buildRun(spec, { isEvaluationOnly: true, adapterKind });
	const [row] = await evaluateOnce(run, open, () => weightsFor(run));
	return row ?? expect.fail('no evaluation');
}

/**
 * One evaluation decides by the rule itself: its measures are those of the same weights with the
 * frequencies listed that the rule selects on its evidence.
 * @returns these frequencies
 */
export async function expectDecidedWithin(
	rule: string,
	model: string,
	open: OpenSession,
	adapterKind: AdapterKind
): Promise<readonly number[]> {
	const spec = specOf(rule, model);
	const row = await rowOf(spec, open, adapterKind);
	const keys = selectKeyFrequencies(
		spec.keyFrequencies,
		spec.task.shape(spec.params),
		row.evidence
	);
	expect(keys.length).toBeGreaterThan(0);
	const listed = await rowOf(
		{ ...spec, keyFrequencies: choiceOf('given', keys) },
		open,
		adapterKind
	);
	expect(row.columns).toEqual(listed.columns);
	for (const id of ['restricted_loss', 'excluded_loss', 'trig_fraction']) {
		expect(row.columns[id], id).toBeGreaterThan(0);
	}
	return keys;
}

/** The results of training must not depend on the grouping of steps into bursts. */
export async function expectSameInAnyBursts(
	rule: string,
	open: OpenSession,
	steps: number
): Promise<Training> {
	const spec = specOf(rule, 'quadratic-mlp');
	const single = await trainToy(spec, open, steps, fakeHost(1000));
	const large = await trainToy(spec, open, steps, fakeHost(0.001));
	expect(large.bursts).not.toEqual(single.bursts);
	expect(large.evaluations).toEqual(single.evaluations);
	return large;
}
