import type { RunConfig } from '../../../config/run-config.ts';
import { budgetEnd } from '../../../engine/core/budget.ts';
import { formatCount } from '../format.ts';

type Running = Pick<RunConfig, 'values'> | undefined;

/** Of a run without a budget there is nothing to say. */
const budgetOf = (running: Running, step: number): number => {
	const budget = running?.values['steps'];
	return typeof budget === 'number' ? budget : Math.max(1, step);
};

/** What a run that stands at the end of its budget has used up. */
export function describeBudgetEnd(running: Running, step: number): string {
	const budget = budgetOf(running, step);
	return step > budget
		? `Paused again at step ${formatCount(step)}, after ${formatCount(budget)} more`
		: `Paused: the budget of ${formatCount(budget)} steps is used up`;
}

/** How far Continue goes, as the name of a button. */
export const continueLabel = (running: Running, step: number): string =>
	`Continue for ${formatCount(budgetEnd(step, budgetOf(running, step)) - step)} more`;

/** How far Continue goes, in a sentence. */
export const describeContinuing = (running: Running, step: number): string =>
	`${continueLabel(running, step)} steps, to step ${formatCount(budgetEnd(step, budgetOf(running, step)))}`;
