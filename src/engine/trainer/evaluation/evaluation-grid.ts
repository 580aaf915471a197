/** The default grid of decisions.md: [steps below, interval]; afterwards the last interval. */
const DEFAULT_GRID = [
	[20, 1],
	[200, 5],
	[2000, 20]
] as const;
const DEFAULT_INTERVAL = 50;

/** Interval of evaluation at a step: the same on every machine, never by wall clock. */
function evaluationInterval(step: number, evaluateEvery: number | undefined): number {
	if (evaluateEvery !== undefined) return evaluateEvery;
	return DEFAULT_GRID.find(([below]) => step < below)?.[1] ?? DEFAULT_INTERVAL;
}

/** Whether everything is evaluated at this step, before its update. */
export function isEvaluated(step: number, evaluateEvery: number | undefined): boolean {
	return step % evaluationInterval(step, evaluateEvery) === 0;
}

/**
 * Updates from this step to the next evaluated one (at least 1). The grid's bounds are multiples of
 * both intervals.
 */
export function stepsToNextEvaluation(step: number, evaluateEvery: number | undefined): number {
	const interval = evaluationInterval(step, evaluateEvery);
	return interval - (step % interval);
}
