import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/engine/losses/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference, trainToy, type OpenSession } from '../../support/runs/toy-training.ts';
import { openWasm } from '../../support/wasm-session.ts';

const P = 5;

/**
 * The measures of a quadratic MLP whose logits at (a, b) are `scale` for the class a and 0 for the
 * others, and the share of train pairs that it answers right: those with b = 0.
 */
async function measured(loss: string, open: OpenSession, scale: number) {
	const run = buildRun(
		toyRun({
			model: 'quadratic-mlp',
			loss,
			switchedOff: [],
			params: { p: P, d_mlp: P },
			keyFrequencies: { rule: 'given', ratio: 2.5, max: 10, given: [1] }
		}),
		{ isEvaluationOnly: true }
	);
	const weights = new Float64Array(run.plan.parameterElements);
	for (const { name, offset } of run.plan.parameters) {
		// Neuron k is 1 where a = k, and gives the logit `scale` to the class k.
		if (name === 'U') for (let k = 0; k < P; k++) weights[offset + k * P + k] = 1;
		if (name === 'W') for (let k = 0; k < P; k++) weights[offset + k * P + k] = scale;
	}
	const [row] = await evaluateOnce(run, open, () => weights);
	const { train } = run.split(0);
	const right = train.filter((pair) => pair % P === 0).length / train.length;
	return { columns: row?.columns ?? {}, right };
}

describe('numerics of the loss', () => {
	test('float32 naive cross-entropy collapses on the examples answered by a margin', async () => {
		const { columns, right } = await measured('naive-cross-entropy', openWasm, 20);
		expect(right).toBeGreaterThan(0);
		expect(right).toBeLessThan(1);
		expect(columns['zero_loss_share']).toBeCloseTo(right, 6);
		expect(columns['largest_logit']).toBeCloseTo(20, 4);
		// The four other classes of a right answer keep their gradients, its own is 0.
		const residue = (columns['gradient_residue'] ?? NaN) / right;
		expect(residue).toBeGreaterThan(0.9 * 4 * Math.exp(-20));
	});

	test('float64 does not collapse at this margin, and stable cross-entropy does not in float32', async () => {
		const exact = await measured('naive-cross-entropy', openReference, 20);
		expect(exact.columns['zero_loss_share']).toBe(0);
		expect(exact.columns['gradient_residue']).toBeLessThan(1e-15);
		const stable = await measured('cross-entropy', openWasm, 20);
		expect(stable.columns['zero_loss_share']).toBe(0);
	});

	test.each(losses.all)('they are finite under $id', async ({ id }) => {
		const { columns } = await measured(id, openReference, 3);
		for (const key of ['zero_loss_share', 'gradient_residue', 'largest_logit']) {
			expect(Number.isFinite(columns[key]), key).toBe(true);
		}
		if (id.startsWith('hinge')) expect(columns['gradient_residue']).toBeLessThan(1e-14);
	});

	test('the loss that they see is the loss that is trained on', async () => {
		const spec = toyRun({ model: 'quadratic-mlp', loss: 'hinge', switchedOff: [] });
		const { evaluations } = await trainToy(spec, openReference, 1);
		const { columns } = evaluations[0]?.[0] ?? expect.fail('no evaluation');
		expect(columns['zero_loss_share']).toBe(0);
		expect(columns['train_loss']).toBeGreaterThan(0);
	});
});
