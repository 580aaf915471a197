import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import { noisyLabels } from '../../../src/engine/trainer/data/label-noise.ts';
import { buildRun, planData } from '../../../src/engine/trainer/build/build-run.ts';
import { EvaluationReader } from '../../../src/engine/trainer/evaluation/evaluation-reader.ts';
import type { RunSpec } from '../../../src/engine/trainer/run-spec.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

const SHAPE = { positions: [2], classes: 11 };
const range = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);
const draw = (share: number, seed: number) =>
	noisyLabels(
		SHAPE,
		new Uint32Array(1000).fill(11),
		range(600),
		share,
		createRng(seed, 'label-noise')
	);
const changed = (labels: Uint32Array) => labels.reduce((sum, label) => sum + Number(label < 11), 0);

describe('random labels', () => {
	test('replace the share of train examples, and no test example', () => {
		for (const share of [0.1, 0.5, 1]) {
			const labels = draw(share, 3);
			expect(changed(labels)).toBe(Math.floor(share * 600));
			expect(labels.subarray(600).every((label) => label === 11)).toBe(true);
		}
	});

	test('are uniform over the classes, and those of the seed', () => {
		expect(draw(0.5, 3)).toEqual(draw(0.5, 3));
		expect(draw(0.5, 4)).not.toEqual(draw(0.5, 3));
		const counts = new Float64Array(11);
		for (let seed = 0; seed < 20; seed++) {
			for (const label of draw(1, seed).subarray(0, 600)) counts[label] = (counts[label] ?? 0) + 1;
		}
		const expected = (20 * 600) / 11;
		// Chi-squared with 10 degrees of freedom exceeds 29.6 once in a thousand draws.
		const chiSquared = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
		expect(chiSquared).toBeLessThan(29.6);
	});

	test('are all right without noise', () => {
		const targets = range(50);
		const labels = noisyLabels(SHAPE, targets, range(10), 0, createRng(0, 'label-noise'));
		expect(labels).toBe(targets);
	});
});

/** An evaluation on the reference with all weights 0: the answer is always 0. By replica. */
async function evaluated(spec: RunSpec) {
	const run = buildRun(spec);
	const session = new ReferenceSession(run.plan);
	for (const [name, data] of planData(run.plan)) session.write(name, data);
	session.run('evaluate', 1);
	const reader = new EvaluationReader(run);
	const arrays = await session.read(reader.requests(1));
	return { run, rows: reader.rows([0], arrays).map(([row]) => row?.columns ?? {}) };
}

/** A run of three replicas with their own noise. */
function noisySpec(shares: readonly number[], batchSize = 0): RunSpec {
	const spec = toyRun({
		params: { p: 11 },
		fracTrain: 0.5,
		replicas: shares.length,
		batchSize,
		seeds: { split: 5 }
	});
	const replicas = spec.replicas.map((replica, r) => ({
		...replica,
		params: { ...replica.params, label_noise: shares[r] ?? 0 }
	}));
	return { ...spec, replicas };
}

describe('a run with label noise', () => {
	test('has own labels in each replica, and the right ones in the test', async () => {
		const { run, rows } = await evaluated(noisySpec([0, 0.4, 1]));
		expect(rows).toHaveLength(3);
		const sources = new Map(run.plan.sources.map(({ tensor, fill }) => [tensor.name, fill]));
		const wrong = rows.map((_, r) => {
			const { targets } = run.examples(r);
			const labels = sources.get('evaluate.0.targets')?.(r) ?? [];
			for (const i of run.split(r).test) expect(labels[i]).toBe(targets[i]);
			const differing = run.split(r).train.filter((i) => labels[i] !== targets[i]);
			const trained = sources.get('train.targets')?.(r) ?? [];
			expect(Array.from(trained)).toEqual(Array.from(run.split(r).train, (i) => labels[i]));
			return differing.length;
		});
		// Some random labels are the right ones.
		expect(wrong[0]).toBe(0);
		expect(wrong[1]).toBeGreaterThan(15);
		expect(wrong[1]).toBeLessThanOrEqual(24);
		expect(wrong[2]).toBeGreaterThan(45);
	});

	test('measures what it answers to wrong labels: as shown, or rightly', async () => {
		const { run, rows } = await evaluated(noisySpec([1, 0.5, 0]));
		expect(run.probes.map(({ id }) => id)).toContain('wrong-labels');
		const sources = new Map(run.plan.sources.map(({ tensor, fill }) => [tensor.name, fill]));
		rows.forEach((columns, r) => {
			const { targets } = run.examples(r);
			const labels = sources.get('evaluate.0.targets')?.(r) ?? [];
			const wrong = [...targets.keys()].filter((i) => labels[i] !== targets[i]);
			const share = (of: ArrayLike<number>) =>
				wrong.filter((i) => of[i] === 0).length / wrong.length;
			expect(columns['wrong_labels_memorized']).toEqual(share(labels));
			expect(columns['wrong_labels_corrected']).toEqual(share(targets));
			// Train accuracy is that on the labels, test accuracy that on the right answers.
			const zeros = (chosen: Uint32Array, of: ArrayLike<number>) =>
				chosen.filter((i) => of[i] === 0).length / chosen.length;
			expect(columns['train_accuracy']).toBeCloseTo(zeros(run.split(r).train, labels), 12);
			expect(columns['test_accuracy']).toBeCloseTo(zeros(run.split(r).test, targets), 12);
		});
		expect(rows[2]?.['wrong_labels_memorized']).toBeNaN();
		expect(rows[1]?.['wrong_labels_memorized']).not.toBe(rows[1]?.['wrong_labels_corrected']);
	});

	test('makes the plan of no other run larger', () => {
		const names = [...buildRun(toyRun()).plan.tensors.keys()];
		expect(names.filter((name) => /truth|wrong_labels/.test(name))).toEqual([]);
	});

	test('trains mini-batches on the same labels as full batches', async () => {
		const { run } = await evaluated(noisySpec([1], 8));
		const full = buildRun(noisySpec([1]));
		const labels = full.plan.sources.find(({ tensor }) => tensor.name === 'evaluate.0.targets');
		const shown = [...run.split(0).train].map((i) => labels?.fill(0)[i]);
		// The targets are the last list of a row, of 8 entries that are padded to 64.
		let row: readonly number[] = [];
		const count = run.stepsPerEpoch;
		run.miniBatches?.write({ write: (_, data) => (row = Array.from(data)) }, 0, count);
		const width = row.length / count;
		const trained = Array.from({ length: count }, (_, step) =>
			row.slice((step + 1) * width - 64, (step + 1) * width - 56)
		).flat();
		expect(trained).toHaveLength(8 * Math.floor(shown.length / 8));
		// 4 of the 60 wait for the next epoch.
		const rest = [...shown];
		for (const label of trained) {
			expect(rest).toContain(label);
			rest.splice(rest.indexOf(label), 1);
		}
		expect(rest).toHaveLength(shown.length % 8);
	});
});
