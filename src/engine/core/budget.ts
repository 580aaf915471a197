/**
 * The step at which a run at this step pauses next: its budget, and beyond that after as many steps
 * more, again and again.
 */
export const budgetEnd = (step: number, budget: number): number =>
	(Math.floor(step / budget) + 1) * budget;

/**
 * Whether a run pauses at this step because its budget is used up, or the same number of steps that
 * it went on for.
 */
export const isBudgetEnd = (step: number, budget: number): boolean =>
	step > 0 && step % budget === 0;
