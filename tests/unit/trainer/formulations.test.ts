import { expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { models } from '../../../src/engine/models/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { Trainer } from '../../../src/engine/trainer/train/trainer.ts';
import type { BurstResult } from '../../../src/engine/trainer/train/burst-reader.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { relativeToLargest } from '../../support/torch-parity.ts';

// Float64: equal but for the order of summation.
const TOLERANCE = 1e-9;

async function oneStep(model: string, formulation: string) {
	const run = buildRun(
		toyRun({ model, params: { warmup_steps: 0 }, seeds: { split: 3, init: 4, probe: 0 } }),
		{
			formulation
		}
	);
	const session = new ReferenceSession(run.plan);
	const trainer = new Trainer(run, session, { now: () => 0, yield: () => Promise.resolve() });
	// Biases away from zero, so that their part in a formulation counts.
	const weights = run.plan.parameters
		.map(({ name }) => name)
		.filter((name) => name.includes('.b_'));
	for (const name of weights) {
		const [data] = await session.read([{ name }]);
		session.write(
			name,
			Float64Array.from(data ?? [], (_, i) => Math.sin(i + 1) / 4)
		);
	}
	const results: BurstResult[] = [];
	const onBurst = (result: BurstResult) => results.push(result);
	await trainer.train({ until: 1, shouldStop: () => false, onBurst });
	const gradients = new Map<string, readonly number[]>();
	for (const { name } of run.plan.parameters) {
		const [data] = await session.read([{ name: `grad ${name}` }]);
		gradients.set(name, [...(data ?? [])]);
	}
	const row = results.flatMap(({ evaluations }) => evaluations[0] ?? [])[0];
	const losses = [row?.columns['train_loss'] ?? NaN, row?.columns['test_loss'] ?? NaN];
	return { gradients, losses, biases: weights.length };
}

const others = models.all.flatMap(({ id, formulations }) =>
	formulations
		.slice(1)
		.map((formulation) => [id, formulations[0]?.id ?? '', formulation.id] as const)
);

test.each(others)('%s: %s and %s have the same loss and gradients', async (model, plain, other) => {
	const expected = await oneStep(model, plain);
	const got = await oneStep(model, other);
	expect(expected.biases).toBe(2);
	expect(relativeToLargest(got.losses, expected.losses)).toBeLessThan(TOLERANCE);
	for (const [name, gradient] of expected.gradients) {
		expect(gradient.some((value) => value !== 0)).toBe(true);
		const error = relativeToLargest(got.gradients.get(name) ?? [], gradient);
		expect(error, `gradient of ${name}`).toBeLessThan(TOLERANCE);
	}
});
