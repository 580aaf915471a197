import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { losses } from '../../src/engine/losses/index.ts';
import { models } from '../../src/engine/models/index.ts';
import { optimizers } from '../../src/engine/optimizers/index.ts';
import { tasks } from '../../src/engine/tasks/index.ts';
import { toyRun } from './runs/run-spec.ts';

interface Combination {
	readonly title: string;
	readonly spec: RunSpec;
	readonly formulation: string;
}

const specOf = (task: string, model: string, loss: string, optimizer: string): RunSpec =>
	toyRun({
		...{ task, model, loss, optimizer },
		// Strong decay would pull a network that begins better than chance back to it. Without any,
		// the gradient that EGD makes orthogonal is rank-deficient, and float32 rounds its small
		// directions.
		params: { warmup_steps: 0, lr: 1e-2, weight_decay: 0.1 },
		// Untrained weights have no key frequencies, and measures of them would be missing.
		keyFrequencies: { rule: 'given', ratio: 2.5, max: 10, given: [1] }
	});

/**
 * Losses and optimizers to try with a pair of task and model: for the first task each loss with the
 * first optimizer and each optimizer with the first loss, for others one pair in turn.
 */
function rulesFor(task: string, turn: number): readonly (readonly [string, string])[] {
	const all = losses.ids.flatMap((loss) =>
		optimizers.ids.map((optimizer) => [loss, optimizer] as const)
	);
	if (task === tasks.ids[0]) {
		return all.filter(
			([loss, optimizer]) => loss === losses.ids[0] || optimizer === optimizers.ids[0]
		);
	}
	return all.slice(turn % all.length, (turn % all.length) + 1);
}

/**
 * Every task with every formulation of every model that learns it, at toy size and warm from the
 * first step on; the first task with every loss and with every optimizer, the others with pairs of
 * these in turn.
 */
export const COMBINATIONS: readonly Combination[] = tasks.all.flatMap((task, t) =>
	models.all.flatMap(({ id: model, formulations, refuseTask }, m) =>
		formulations.flatMap(({ id: formulation }, f) =>
			rulesFor(task.id, t + 3 * m + f).flatMap(([loss, optimizer]) => {
				const spec = specOf(task.id, model, loss, optimizer);
				if (refuseTask?.(task.shape(spec.params)) !== undefined) return [];
				return [
					{ title: [task.id, model, formulation, loss, optimizer].join(', '), spec, formulation }
				];
			})
		)
	)
);
