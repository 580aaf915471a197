import { expect, test } from 'vitest';
import { models } from '../../../src/engine/models/index.ts';
import { rejection } from '../../support/runs/lab-errors.ts';
import { openGpuSession } from '../../support/gpu-session.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { trainToy } from '../../support/runs/toy-training.ts';

test.each(models.ids)('%s with a learning rate of 1e30 ends by name, at a step', async (model) => {
	const spec = toyRun({ model, params: { lr: 1e30 } });
	const error = await rejection(trainToy(spec, openGpuSession, 100));
	expect(error.code).toBe('non-finite-loss');
	expect(error.message).toMatch(/^the train loss is \S+ at step \d+: /);
});
