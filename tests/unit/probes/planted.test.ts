import { describe, expect, test } from 'vitest';
import { keyRules } from '../../../src/engine/key-rules/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import { selectKeyFrequencies } from '../../../src/engine/trainer/evaluation/key-settings.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import { normError, relativeError } from '../../support/tolerance.ts';
import { openReference } from '../../support/runs/toy-training.ts';

/**
 * Networks whose logits are A cos(w_k (a + b - c)) and nothing else, built by formula: what theory
 * says of them, to a few hundred roundings of float64 (a norm that is 0 in theory is one of 1e-16
 * of the largest).
 */
const EXACT = 1e-12;
/**
 * With U = 1 + cos x, V = cos y a neuron is 2 + 2 cos x + 2 cos y + 2 cos x cos y + (cos 2x + cos
 * 2y) / 2.
 */
const OFFSET = 1;

async function measure(p: number, k: number, offset: number) {
	const planted = plantedMlp(p, k, offset);
	const run = buildRun(planted.spec, { isEvaluationOnly: true });
	const [row] = await evaluateOnce(run, openReference, () => planted.weights);
	return { ...planted, row: row ?? expect.fail('no evaluation') };
}

/** Entry k - 1 has the value, all others have `rest`. */
const only = (p: number, k: number, value: number, rest = 0) =>
	Float64Array.from({ length: Math.floor(p / 2) }, (_, i) => (i + 1 === k ? value : rest));

function expectColumns(row: EvaluationRow, expected: Readonly<Record<string, number>>): void {
	for (const [id, value] of Object.entries(expected)) {
		expect(relativeError(row.columns[id] ?? NaN, value), id).toBeLessThan(EXACT);
	}
}

function expectVectors(row: EvaluationRow, expected: Readonly<Record<string, Float64Array>>): void {
	for (const [id, values] of Object.entries(expected)) {
		expect(normError(row.vectors[id] ?? [], values), id).toBeLessThan(EXACT);
	}
}

/**
 * What holds whether a frequency has two directions or, as p / 2, one. @param norm of cos(w_k (a +
 * b - c)) over all
 */
function expectOneWave(
	{ row, loss, neurons, spec }: Awaited<ReturnType<typeof measure>>,
	p: number,
	k: number,
	norm: number
): void {
	for (const { id } of keyRules.all) {
		const choice = { ...spec.keyFrequencies, rule: id, given: [k] };
		expect(selectKeyFrequencies(choice, spec.task.shape(spec.params), row.evidence), id).toEqual([
			k
		]);
	}
	const chance = Math.log(p);
	expectColumns(row, {
		train_loss: loss,
		test_loss: loss,
		// The network has only the key frequency: it alone keeps everything, its removal leaves
		// nothing.
		restricted_loss: loss,
		restricted_train_loss: loss,
		restricted_test_loss: loss,
		excluded_loss: chance,
		excluded_single_max: chance,
		trig_fraction: 1,
		logit_fit: 1,
		embedding_top_5_share: 1
	});
	expect(Math.abs(row.columns['embedding_entropy'] ?? NaN)).toBeLessThan(EXACT);
	expectVectors(row, {
		excluded_by_frequency: only(p, k, chance, loss),
		cosine_coefficient: only(p, k, (neurons / 2) * norm),
		cosine_similarity: only(p, k, 1)
	});
}

describe.each(PLANTED_CASES)('a network that adds with one frequency, p = %i, k = %i', (p, k) => {
	test('that one is key by every rule, the losses with it alone and without it are known', async () => {
		expectOneWave(await measure(p, k, OFFSET), p, k, Math.sqrt(p ** 3 / 2));
	});

	test('Gini: two equal norms of p - 1', async () => {
		const { row } = await measure(p, k, OFFSET);
		const sparse = 1 - 2 / (p - 1);
		expectColumns(row, { gini_embedding: sparse, gini_neuron_logit: sparse });
	});

	test('neurons are explained to 20/21 with the offset, to 4/5 without: all, and none', async () => {
		// Variances 2, 2 and 1 at k, twice 1/8 at 2 k; without the offset 1 at k.
		const { row, neurons } = await measure(p, k, OFFSET);
		expectColumns(row, { explained_neurons: 1 });
		expectVectors(row, { neurons_by_frequency: only(p, k, neurons) });
		expectColumns((await measure(p, k, 0)).row, { explained_neurons: 0 });
	});
});

describe('a network that adds with alternating signs, p = 14, k = 7', () => {
	const [p, k] = [14, 7];

	test('that one is key by every rule; parity is all it knows, the losses are known', async () => {
		const planted = await measure(p, k, OFFSET);
		// Seven answers share the right logit A, seven have -A.
		const parity = Math.log(p / 2) + Math.log1p(Math.exp(-planted.neurons));
		expect(relativeError(planted.loss, parity)).toBeLessThan(EXACT);
		expectOneWave(planted, p, k, Math.sqrt(p ** 3));
	});

	test('Gini: one norm of p - 1', async () => {
		const { row } = await measure(p, k, OFFSET);
		const sparse = 1 - 1 / (p - 1);
		expectColumns(row, { gini_embedding: sparse, gini_neuron_logit: sparse });
	});

	test('neurons are signs altogether: explained to 1, but the four that see no operand', async () => {
		const { row, neurons } = await measure(p, k, OFFSET);
		expectColumns(row, { explained_neurons: 0.75 });
		expectVectors(row, { neurons_by_frequency: only(p, k, 0.75 * neurons) });
	});
});
