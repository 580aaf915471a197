import { describe, expect, test } from 'vitest';
import { evaluationMetrics } from '../../../src/engine/core/telemetry.ts';
import { losses } from '../../../src/engine/losses/index.ts';
import { models } from '../../../src/engine/models/index.ts';
import { embeddingSpectrum } from '../../../src/engine/probes/embedding-spectrum.ts';
import { effectiveRank } from '../../../src/engine/probes/effective-rank.ts';
import { gradientSymmetricity } from '../../../src/engine/probes/gradient-symmetricity.ts';
import { irrepTraces } from '../../../src/engine/probes/irrep-traces.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { numerics } from '../../../src/engine/probes/numerics.ts';
import { wrongLabels } from '../../../src/engine/probes/wrong-labels.ts';
import { weightNorm } from '../../../src/engine/probes/weight-norm.ts';
import { modularAddition } from '../../../src/engine/tasks/modular-addition.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import {
	BURST_EVALUATIONS,
	PROBE_RING
} from '../../../src/engine/trainer/evaluation/build-evaluation.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference } from '../../support/runs/toy-training.ts';

const WIDTH = 3;

/** Measures of a quadratic MLP whose U is given row by row [p, 3]; V and W are zero. */
async function measureEmbedding(p: number, rows: readonly (readonly number[])[]) {
	const spec = toyRun({ model: 'quadratic-mlp', params: { p, d_mlp: WIDTH }, fracTrain: 0.5 });
	const run = buildRun(spec, { isEvaluationOnly: true });
	const weights = new Float64Array(run.plan.parameterElements);
	const slot = run.plan.parameters.find(({ name }) => name === 'U');
	weights.set(rows.flat(), slot?.offset ?? NaN);
	const [row] = await evaluateOnce(run, openReference, () => weights);
	return row ?? expect.fail('no evaluation');
}

const wave = (p: number, k: number, phase: number) =>
	Array.from({ length: p }, (_, i) => [0, 2 * Math.cos((2 * Math.PI * k * i) / p + phase), 5]);

describe('embedding-spectrum', () => {
	test.each([7, 8, 2, 3, 31])(
		'a pure wave lights one bar at every frequency of p = %i',
		async (p) => {
			for (let k = 1; k <= Math.floor(p / 2); k++) {
				const isLastOfEven = 2 * k === p;
				const { spectra, columns } = await measureEmbedding(p, wave(p, k, isLastOfEven ? 0 : 0.7));
				const spectrum = spectra['embedding-spectrum'];
				expect(spectrum).toHaveLength(Math.floor(p / 2));
				spectrum?.forEach((power, i) => {
					// Amplitude 2: energy 4 p / 2, and 4 p for the alternating sign; the constant
					// column is no frequency.
					const energy = isLastOfEven ? 4 * p : 2 * p;
					expect(power).toBeCloseTo(i + 1 === k ? energy : 0, 10);
				});
				expect(columns['embedding_top_5_share']).toBeCloseTo(1, 12);
				expect(columns['embedding_entropy']).toBeCloseTo(0, 12);
			}
		}
	);

	test('says which share the five strongest hold, and how evenly the power is spread', async () => {
		// Waves of amplitude k at frequency k = 1..7 of p = 15: powers as k^2.
		const amplitudes = [1, 2, 3, 4, 5, 6, 7];
		const rows = Array.from({ length: 15 }, (_, i) => {
			const sum = amplitudes.reduce((all, k) => all + k * Math.cos((2 * Math.PI * k * i) / 15), 0);
			return [sum, 0, 0];
		});
		const { columns } = await measureEmbedding(15, rows);
		expect(columns['embedding_top_5_share']).toBeCloseTo((9 + 16 + 25 + 36 + 49) / 140, 12);
		const nats = amplitudes.reduce((all, k) => all - (k ** 2 / 140) * Math.log(k ** 2 / 140), 0);
		expect(columns['embedding_entropy']).toBeCloseTo(nats / Math.log(7), 12);
	});
});

test.each(['modular-multiplication', 'modular-division'])(
	'%s: a wave over the exponents of a generator lights one bar, and is the key frequency',
	async (task) => {
		const p = 31;
		const spec = toyRun({ model: 'quadratic-mlp', task, params: { p, d_mlp: WIDTH } });
		const run = buildRun(spec, { isEvaluationOnly: true });
		const weights = new Float64Array(run.plan.parameterElements);
		const start = run.plan.parameters.find(({ name }) => name === 'U')?.offset ?? NaN;
		const k = 4;
		// 3 generates Z_31*; the row of token 0 is no element and must not count.
		weights[start] = 100;
		for (let exponent = 0, token = 1; exponent < p - 1; exponent++, token = (3 * token) % p) {
			weights[start + token * WIDTH] = Math.cos((2 * Math.PI * k * exponent) / (p - 1));
		}
		const [row] = await evaluateOnce(run, openReference, () => weights);
		const spectrum = row?.spectra['embedding-spectrum'] ?? expect.fail('no spectrum');
		expect(spectrum).toHaveLength((p - 1) / 2);
		const used = [...spectrum].flatMap((power, i) => (power > 1e-9 ? [i + 1] : []));
		// Another generator permutes the frequencies, and keeps a wave a wave.
		expect(used).toHaveLength(1);
		expect(spectrum[(used[0] ?? NaN) - 1]).toBeCloseTo((p - 1) / 2, 9);
		expect(row?.columns['key_frequency_count']).toBe(1);
	}
);

test('the sum of squared weights is of all tensors, and of each', async () => {
	const { columns } = await measureEmbedding(2, [
		[1, -2, 3],
		[0.5, 0, 0]
	]);
	const name = 'sum_of_squared_weights';
	expect(columns).toMatchObject({
		[name]: 14.25,
		[`${name}:U`]: 14.25,
		[`${name}:V`]: 0,
		[`${name}:W`]: 0
	});
});

test('measures that need a signal are none where there is none, not noise', async () => {
	const { columns, vectors } = await measureEmbedding(
		7,
		wave(7, 2, 0).map(() => [0, 0, 0])
	);
	expect(columns['key_frequency_count']).toBe(0);
	for (const id of ['excluded_loss', 'restricted_loss', 'trig_fraction', 'gini_embedding']) {
		expect(columns[id], id).toBeNaN();
	}
	expect(columns['explained_neurons']).toBe(0);
	// All logits are 0, also after every removal: the loss is the chance level.
	expect(vectors['excluded_by_frequency']).toHaveLength(3);
	for (const loss of vectors['excluded_by_frequency'] ?? []) {
		expect(loss).toBeCloseTo(Math.log(7), 12);
	}
});

describe('where the structure is absent', () => {
	const [model, loss] = [models.get('quadratic-mlp'), losses.get('cross-entropy')];
	const shapeOf = (p: number) =>
		modularAddition.shape({ p, frac_train: 0.5, split_pairs: 'ordered' });
	const { params } = toyRun({ model: model.id, params: { p: 5 } });
	const subject = { shape: shapeOf(5), model, loss, params, hasLabelNoise: true };

	test('a probe that needs frequencies refuses in a sentence', () => {
		const shape = { ...subject.shape, structure: { kind: 'none' } } as const;
		const without = { ...subject, shape };
		const others: readonly string[] = [gradientSymmetricity.id, irrepTraces.id];
		const applicable = probes.all.filter(({ id }) => !others.includes(id));
		const anyTask = [weightNorm, effectiveRank, numerics, wrongLabels].map((all) => all.id);
		for (const { id, refuse } of applicable) {
			if (anyTask.some((all) => all === id)) expect(refuse(without)).toBeUndefined();
			else expect(refuse(without), id).toMatch(/^This task .*\.$/);
			expect(refuse(subject), id).toBeUndefined();
		}
	});

	test('gradients of two embeddings, or of one that also makes the logits, are not compared', () => {
		const { refuse } = gradientSymmetricity;
		expect(refuse(subject)).toMatch(/different tables/);
		const toy = (settings: Parameters<typeof toyRun>[0]) => {
			const spec = toyRun(settings);
			return { ...spec, shape: spec.task.shape(spec.params) };
		};
		expect(refuse(toy({ model: 'transformer', params: { tied_unembedding: true } }))).toMatch(
			/also makes the logits/
		);
		expect(refuse(toy({ task: 'sparse-parity', model: 'sign-mlp' }))).toMatch(/no pairs/);
		for (const name of ['transformer', 'one-layer-transformer']) {
			expect(refuse(toy({ model: name })), name).toBeUndefined();
		}
	});

	test('tables beyond what a buffer holds are refused with the bound', () => {
		const large = { ...subject, shape: shapeOf(521) };
		expect(embeddingSpectrum.refuse(large)).toMatch(/expected p from 2 to 512, got 521\.$/);
		const largest = { ...subject, shape: shapeOf(512) };
		expect(embeddingSpectrum.refuse(largest)).toBeUndefined();
	});
});

test('what is switched off is neither built nor given', async () => {
	const spec = toyRun({ switchedOff: probes.ids.filter((id) => id !== 'spectrum-gini') });
	const run = buildRun(spec, { isEvaluationOnly: true });
	expect(run.plan.tensors.get(PROBE_RING)?.shape).toEqual([BURST_EVALUATIONS, 7 + 7]);
	const ops = (run.plan.segments.get('evaluate') ?? []).map(({ op }) => op.id);
	expect(ops).not.toContain('corrected-loss');
	const weights = new Float64Array(run.plan.parameterElements).fill(0.1);
	const [row] = await evaluateOnce(run, openReference, () => weights);
	expect(Object.keys(row?.columns ?? {}).filter((id) => !/_(loss|accuracy)$/.test(id))).toEqual([
		'gini_embedding',
		'gini_neuron_logit'
	]);
	expect(row?.spectra).toEqual({});
	expect(row?.vectors).toEqual({});
});

test('with every probe switched off an evaluation has loss and accuracy, and what tells key frequencies', async () => {
	const run = buildRun(toyRun({ switchedOff: probes.ids }), { isEvaluationOnly: true });
	expect(run.plan.tensors.get(PROBE_RING)?.shape).toEqual([BURST_EVALUATIONS, 7 + 7]);
	const weights = Float64Array.from({ length: run.plan.parameterElements }, (_, i) => Math.sin(i));
	const [row] = await evaluateOnce(run, openReference, () => weights);
	expect(Object.keys(row?.columns ?? {}).toSorted()).toEqual(
		evaluationMetrics(run.shape.groups).toSorted()
	);
	const all = buildRun(toyRun(), { isEvaluationOnly: true });
	const [measured] = await evaluateOnce(all, openReference, () => weights);
	const { neuronFrequencies, ...cheap } = measured?.evidence ?? {};
	expect(neuronFrequencies).toHaveLength(16);
	expect(row?.evidence).toEqual(cheap);
	expect(Object.keys(cheap)).toEqual(['embedding', 'neuronLogitMap']);
});

test('what several probes look at is in a row of the ring once', () => {
	const run = buildRun(toyRun(), { isEvaluationOnly: true });
	const ring = run.plan.tensors.get(PROBE_RING);
	const outputs = run.evaluation.probes.flat();
	const distinct = new Map(outputs.map(({ offset, width }) => [offset, width]));
	expect(outputs.length).toBeGreaterThan(distinct.size);
	const total = [...distinct.values()].reduce((sum, width) => sum + width, 0);
	expect(ring?.shape).toEqual([BURST_EVALUATIONS, total]);
});
