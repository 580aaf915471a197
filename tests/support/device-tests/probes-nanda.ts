import { beforeAll, expect, test } from 'vitest';
import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import { selectKeyFrequencies } from '../../../src/engine/trainer/evaluation/key-settings.ts';
import { evaluateOnce } from '../evaluate-once.ts';
import type { OpenSession } from '../runs/toy-training.ts';
import { expectClose, expectLoss } from '../networks/nanda-bounds.ts';
import { readNandaMeasures, readNandaWeights } from '../networks/nanda-network.ts';

/**
 * The canonical network at the end of its run, measured by the product, against an independent
 * program in float64.
 */
const P = 113;
const measures = readNandaMeasures();
const spec = resolveRun(configOf('nanda-2023'));
const indices = (pairs: readonly (readonly [number, number])[]) =>
	Uint32Array.from(pairs, ([a, b]) => a * P + b);
const split = { train: indices(measures.train_pairs), test: indices(measures.test_pairs) };

export function testNandaProbes(open: OpenSession): void {
	let row: EvaluationRow;
	beforeAll(async () => {
		const run = buildRun(spec, { isEvaluationOnly: true, split: () => split });
		const weights = readNandaWeights();
		const flat = new Float64Array(run.plan.parameterElements);
		for (const { name, offset } of run.plan.parameters) flat.set(weights(name), offset);
		const [first] = await evaluateOnce(run, open, () => flat);
		row = first ?? expect.fail('no evaluation');
	});

	test('losses and accuracy', () => {
		const { columns } = row;
		expectLoss('train', columns['train_loss'], measures.train_loss_113);
		expectLoss('test', columns['test_loss'], measures.test_loss_113);
		expect(columns['test_accuracy']).toBe(measures.test_accuracy);
	});

	test('restricted losses', () => {
		const { columns } = row;
		expectLoss('all', columns['restricted_loss'], measures.restricted_all);
		expectLoss('train', columns['restricted_train_loss'], measures.restricted_train);
		expectLoss('test', columns['restricted_test_loss'], measures.restricted_test);
		expect(columns['restricted_accuracy']).toBe(1);
	});

	test('excluded losses: all key frequencies, and every one alone', () => {
		const { columns, vectors } = row;
		const single = measures.excluded_single_train;
		expectLoss('all keys', columns['excluded_loss'], measures.excluded_train);
		expectLoss('largest', columns['excluded_single_max'], Math.max(...single));
		expect(vectors['excluded_by_frequency']).toHaveLength(single.length);
		single.forEach((loss, i) => {
			expectLoss(`without ${String(i + 1)}`, vectors['excluded_by_frequency']?.[i], loss);
		});
	});

	test('key frequencies, and the share of every frequency in the embedding', () => {
		const keys = selectKeyFrequencies(
			spec.keyFrequencies,
			spec.task.shape(spec.params),
			row.evidence
		);
		expect(keys.toSorted((x, y) => x - y)).toEqual(measures.key_frequencies);
		expect(row.columns['key_frequency_count']).toBe(measures.key_frequencies.length);
		const power = row.spectra['embedding-spectrum'] ?? new Float64Array(0);
		const total = power.reduce((sum, value) => sum + value, 0);
		expect(power).toHaveLength(Object.keys(measures.power_share).length);
		power.forEach((value, i) => {
			const share = measures.power_share[String(i + 1)] ?? NaN;
			expectClose(`share of ${String(i + 1)}`, value / total, share);
		});
	});

	test('Gini coefficients, squared weights, logits explained by cosines', () => {
		const { columns } = row;
		expectClose('W_E', columns['gini_embedding'], measures.gini_W_E);
		expectClose('W_L', columns['gini_neuron_logit'], measures.gini_W_L);
		expectClose('weights', columns['sum_of_squared_weights'], measures.sum_sq);
		expectClose('logits', columns['logit_fit'], measures.logit_fve_class_centred);
	});

	test('neurons explained by one frequency, and their clusters', () => {
		expect(row.columns['explained_neurons']).toBe(measures.neurons_fve85 / 512);
		const clusters = Array.from(row.vectors['neurons_by_frequency'] ?? [], (count, i) => [
			String(i + 1),
			count
		]).filter(([, count]) => count !== 0);
		expect(Object.fromEntries(clusters)).toEqual(measures.neuron_clusters);
	});
}
