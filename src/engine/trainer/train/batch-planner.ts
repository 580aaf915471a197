import { TRAIN_SLOTS } from '../build/build-run.ts';
import { isEvaluated, stepsToNextEvaluation } from '../evaluation/evaluation-grid.ts';
import { EVALUATION_SLOTS } from '../evaluation/build-evaluation.ts';

/** One submission's worth of work: evaluations and updates in order. */
export interface Batch {
	/** Updates done before it. */
	readonly step: number;
	readonly updates: number;
	/** `evaluate`, or a number of updates. */
	readonly work: readonly ('evaluate' | number)[];
	/** Steps evaluated, in order. */
	readonly evaluated: readonly number[];
}

interface PlanBatchOptions {
	readonly step: number;
	/** The last step already evaluated, -1 for none. */
	readonly evaluatedUpTo: number;
	/** Updates wanted; the ring and schedule hold at most TRAIN_SLOTS. */
	readonly size: number;
	/** The step to stop at. */
	readonly until: number;
	/** The run's budget of updates: that step is evaluated even off the grid. */
	readonly budget: number;
	readonly evaluateEvery: number | undefined;
}

/** Plans the next batch. The work of a step never depends on how steps are grouped. */
export function planBatch(options: PlanBatchOptions): Batch {
	const { step, size, until, budget, evaluateEvery } = options;
	const end = Math.min(until, step + Math.min(size, TRAIN_SLOTS));
	const work: ('evaluate' | number)[] = [];
	const evaluated: number[] = [];
	let at = step;
	let evaluatedUpTo = options.evaluatedUpTo;
	for (;;) {
		const isDue = isEvaluated(at, evaluateEvery) || at === budget;
		if (isDue && at > evaluatedUpTo) {
			if (evaluated.length === EVALUATION_SLOTS) break;
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
