import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { losses } from '../../src/engine/losses/index.ts';
import { models } from '../../src/engine/models/index.ts';
import { optimizers } from '../../src/engine/optimizers/index.ts';
import { tasks } from '../../src/engine/tasks/index.ts';
import { toyRun } from './run-spec.ts';

interface Combination {
	readonly title: string;
	readonly spec: RunSpec;
	readonly formulation: string;
}

/** Every task x model x formulation x loss x optimizer at toy size, warm from the first step on. */
export const COMBINATIONS: readonly Combination[] = tasks.ids.flatMap((task) =>
	models.all.flatMap(({ id: model, formulations }) =>
		formulations.flatMap(({ id: formulation }) =>
			losses.ids.flatMap((loss) =>
				optimizers.ids.map((optimizer) => ({
					title: [task, model, formulation, loss, optimizer].join(', '),
					spec: toyRun({
						...{ task, model, loss, optimizer },
						params: { warmup_steps: 0, lr: 1e-2 },
						// Untrained weights have no key frequency of their own, and measures of them would be none.
						keyFrequencies: { rule: 'given', ratio: 2.5, max: 10, given: [1] }
					}),
					formulation
				}))
			)
		)
	)
);
