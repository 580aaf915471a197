import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { losses } from '../../src/engine/losses/index.ts';
import { models } from '../../src/engine/models/index.ts';
import { optimizers } from '../../src/engine/optimizers/index.ts';
import { tasks } from '../../src/engine/tasks/index.ts';
import { toyRun } from './run-spec.ts';

/** Every task x model x loss x optimizer at toy size, warm from the first step on. */
export const COMBINATIONS: readonly { readonly title: string; readonly spec: RunSpec }[] =
	tasks.ids.flatMap((task) =>
		models.ids.flatMap((model) =>
			losses.ids.flatMap((loss) =>
				optimizers.ids.map((optimizer) => ({
					title: [task, model, loss, optimizer].join(', '),
					spec: toyRun({ task, model, loss, optimizer, params: { warmup_steps: 0, lr: 1e-2 } })
				}))
			)
		)
	);
