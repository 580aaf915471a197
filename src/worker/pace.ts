import {
	isEvaluated,
	stepsToNextEvaluation
} from '../engine/trainer/evaluation/evaluation-grid.ts';
import type { RunSpec } from '../engine/trainer/run-spec.ts';
import type { Pace } from '../engine/trainer/train/work-timing.ts';

/** Evaluated steps up to the end of the budget. */
function evaluationsOf({ steps, evaluateEvery }: Pick<RunSpec, 'steps' | 'evaluateEvery'>): number {
	let count = 0;
	for (let step = 0; step < steps; step += stepsToNextEvaluation(step, evaluateEvery)) {
		if (isEvaluated(step, evaluateEvery)) count++;
	}
	return count + 1;
}

/** Updates per second over the whole budget, evaluations included. */
export function stepsPerSecond(
	{ updateMs, evaluationMs }: Pace,
	spec: Pick<RunSpec, 'steps' | 'evaluateEvery'>
): number {
	const ms = spec.steps * updateMs + evaluationsOf(spec) * evaluationMs;
	return (1000 * spec.steps) / ms;
}
