import type { RunConfig } from '../../../config/run-config.ts';
import { budgetEnd } from '../../../engine/core/budget.ts';
import { formatCount } from '../format.ts';

type Settings = Pick<RunConfig, 'values'> | undefined;

/** The budget in steps; for a config without one, the steps done. */
const budgetOf = (running: Settings, step: number): number => {
	const budget = running?.values['steps'];
	return typeof budget === 'number' ? budget : Math.max(1, step);
};

/** Label of the Continue button: how many more steps it trains. */
export const continueLabel = (running: Settings, step: number): string =>
	`Continue for ${formatCount(budgetEnd(step, budgetOf(running, step)) - step)} more steps`;

/** The same in a sentence, with the step at which it ends. */
export const describeContinuing = (running: Settings, step: number): string =>
	`${continueLabel(running, step)}, to step ${formatCount(budgetEnd(step, budgetOf(running, step)))}`;
