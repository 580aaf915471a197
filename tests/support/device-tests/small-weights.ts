import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../../src/engine/core/rng.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { SEED } from '../ops/arbitraries.ts';
import { evaluateOnce } from '../evaluate-once.ts';
import { toyRun } from '../runs/run-spec.ts';
import { relativeError, TOLERANCE } from '../tolerance.ts';
import { openReference, type OpenSession } from '../runs/toy-training.ts';

/** Measures that do not depend on the size of the weights. */
const SHARES = [
	'embedding_entropy',
	'embedding_top_5_share',
	'gini_embedding',
	'key_frequency_count'
];

async function measure(model: string, seed: number, scale: number, open: OpenSession) {
	const run = buildRun(toyRun({ model, params: { p: 13 } }), { isEvaluationOnly: true });
	const rng = createRng(seed, 'probe');
	const weights = Float64Array.from(
		{ length: run.plan.parameterElements },
		() => scale * Math.fround(rng.nextUniform() - 0.5)
	);
	const [row] = await evaluateOnce(run, open, () => weights);
	return row ?? expect.fail('no evaluation');
}

// 2^-70: squares are 7e-43, which only a denormal of float32 holds.
export const testSmallWeights = (open: OpenSession) =>
	test.each(['one-layer-transformer', 'quadratic-mlp'])(
		'%s: weights as small as 2^-70 are measured as in float64',
		(model) =>
			fc.assert(
				fc.asyncProperty(fc.nat(1000), fc.integer({ min: 0, max: 70 }), async (seed, exponent) => {
					const scale = 2 ** -exponent;
					const expected = await measure(model, seed, scale, openReference);
					const got = await measure(model, seed, scale, open);
					const sums = Object.keys(expected.columns).filter((id) =>
						id.startsWith('sum_of_squared')
					);
					expect(sums.length).toBeGreaterThan(3);
					for (const id of [...SHARES, ...sums]) {
						const [value = NaN, wanted = NaN] = [got.columns[id], expected.columns[id]];
						expect(relativeError(value, wanted), `${id}: ${value}`).toBeLessThan(
							TOLERANCE.deviceLoss
						);
					}
					for (const [k, power] of (expected.spectra['embedding-spectrum'] ?? []).entries()) {
						const value = got.spectra['embedding-spectrum']?.[k] ?? NaN;
						expect(relativeError(value, power)).toBeLessThan(TOLERANCE.deviceLoss);
					}
				}),
				{ seed: SEED, numRuns: 8, examples: [[1, 70]] }
			)
	);
