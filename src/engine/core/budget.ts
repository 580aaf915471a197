/**
 * The step at which a run that is now at `step` pauses next. Budgets repeat: a run that continues
 * after its budget pauses again after the same number of steps.
 */
export const budgetEnd = (step: number, budget: number): number =>
	(Math.floor(step / budget) + 1) * budget;

/**
 * Whether a run pauses at this step because a budget ends here: the step is a multiple of the
 * budget.
 */
export const isBudgetEnd = (step: number, budget: number): boolean =>
	step > 0 && step % budget === 0;
