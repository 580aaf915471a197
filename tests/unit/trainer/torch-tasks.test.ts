import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { digestOf, followTorch, TASK_RUNS, torchRun } from '../../support/torch-tasks.ts';

// Float64 against float64: what is left is the order of summation.
const TOLERANCE = 1e-9;

describe.each(TASK_RUNS)('%s', (title) => {
	test('has the split and the answers that Python makes of the seed', () => {
		const { torch, run } = torchRun(title);
		expect(digestOf(run.split(0).train)).toBe(torch.train_sha256);
		expect(digestOf(run.examples(0).targets)).toBe(torch.targets_sha256);
	});

	test('trains on the reference as in PyTorch', async () => {
		const both = torchRun(title);
		const { losses, weights } = await followTorch(both, new ReferenceSession(both.run.plan));
		for (const [of, error] of Object.entries(losses)) expect(error, of).toBeLessThan(TOLERANCE);
		expect(weights.size).toBe(Object.keys(both.torch.final).length);
		for (const [name, { largest }] of weights) expect(largest, name).toBeLessThan(TOLERANCE);
	});
});
