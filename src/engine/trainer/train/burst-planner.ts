import { BURST_UPDATES } from '../build/build-run.ts';
import { isEvaluated, stepsToNextEvaluation } from '../evaluation/evaluation-grid.ts';
import { BURST_EVALUATIONS } from '../evaluation/build-evaluation.ts';

/** One submission's worth of work: evaluations and updates in order. */
export interface Burst {
	/** Updates done before it. */
	readonly step: number;
	readonly updates: number;
	/** `evaluate`, or a number of updates. */
	readonly work: readonly ('evaluate' | number)[];
	/** Steps evaluated, in order. */
	readonly evaluated: readonly number[];
}

interface PlanBurstOptions {
	readonly step: number;
	/** The last step already evaluated, -1 for none. */
	readonly evaluatedUpTo: number;
	/** Updates wanted; the ring and schedule hold at most BURST_UPDATES. */
	readonly size: number;
	/** The step to stop at. */
	readonly until: number;
	/** The run's budget of updates: that step is evaluated even off the grid. */
	readonly budget: number;
	readonly evaluateEvery: number | undefined;
}

/** Plans the next burst. The work of a step never depends on how steps are grouped. */
export function planBurst(options: PlanBurstOptions): Burst {
	const { step, size, until, budget, evaluateEvery } = options;
	const end = Math.min(until, step + Math.min(size, BURST_UPDATES));
	const work: ('evaluate' | number)[] = [];
	const evaluated: number[] = [];
	let at = step;
	let evaluatedUpTo = options.evaluatedUpTo;
	for (;;) {
		const isDue = isEvaluated(at, evaluateEvery) || at === budget;
		if (isDue && at > evaluatedUpTo) {
			if (evaluated.length === BURST_EVALUATIONS) break;
			work.push('evaluate');
			evaluated.push(at);
			evaluatedUpTo = at;
		}
		if (at >= end) break;
		const toBudget = at < budget ? budget - at : Infinity;
		const count = Math.min(end - at, toBudget, stepsToNextEvaluation(at, evaluateEvery));
		work.push(count);
		at += count;
	}
	return { step, updates: at - step, work, evaluated };
}
