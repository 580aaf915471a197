import { expect, test } from 'vitest';
import { models } from '../../../src/engine/models/index.ts';
import { rejection } from '../runs/lab-errors.ts';
import { toyRun } from '../runs/run-spec.ts';
import { trainToy, type OpenSession } from '../runs/toy-training.ts';

export const testNonFiniteLoss = (open: OpenSession) =>
	test.each(models.ids)(
		'%s with a learning rate of 1e30 ends by name, at a step',
		async (model) => {
			const spec = toyRun({ model, params: { lr: 1e30 } });
			const error = await rejection(trainToy(spec, open, 100));
			expect(error.code).toBe('non-finite-loss');
			expect(error.message).toMatch(/^the train loss is \S+ at step \d+: /);
		}
	);
