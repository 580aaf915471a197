import { describe, expect, test } from 'vitest';
import { repeatedSpec } from '../../../src/engine/trainer/run-spec.ts';
import { expectFailureKept, expectOthersGoOn } from '../../support/replica-failures.ts';
import { rejection } from '../../support/runs/lab-errors.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference, ToyTrainer } from '../../support/runs/toy-training.ts';

describe('a replica whose loss leaves the range of floats', () => {
	test('ends there, and the others go on as if it had not been', () =>
		expectOthersGoOn(openReference));

	test('is left out by a run that goes on from a state', () => expectFailureKept(openReference));

	test('may be found at the end; when none is left, training ends', async () => {
		const spec = repeatedSpec(toyRun({ model: 'quadratic-mlp' }), 2);
		const { trainer } = await ToyTrainer.open(spec, openReference);
		trainer.fail([{ replica: 1, step: 0 }]);
		expect(trainer.failures).toEqual([{ replica: 1, step: 0 }]);
		expect(() => {
			trainer.fail([{ replica: 0, step: 0 }]);
		}).toThrow('all 2 replicas have failed, the last one at step 0');
		const options = { until: 3, shouldStop: () => false, onBurst: () => undefined };
		expect((await rejection(trainer.train(options))).code).toBe('non-finite-loss');
	});
});
