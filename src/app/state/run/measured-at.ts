import { vectorInRole } from '../../../engine/probes/roles.ts';
import { frequencyUse, type FrequencyUse } from './frequency-use.ts';
import type { RunSource } from './run-source.ts';
import { lastIndexAtOrBelow } from './sorted-search.ts';
import { judgedPart, testParts } from './test-parts.ts';

const COEFFICIENTS = vectorInRole('frequency-use');

/** What the evaluation at or below a step measured, as far as the story needs it. */
export interface Measured {
	/** Its step; NaN where there is none. */
	readonly evaluated: number;
	/** On the test examples that count: one part of them where the task has parts, else all. */
	readonly testAccuracy: number;
	readonly use: FrequencyUse | undefined;
}

/** Of the series as they are now: a `$derived` that reads it runs again with the next frame. */
export function measuredAt(
	run: Pick<RunSource, 'version' | 'evaluations' | 'vectors' | 'facts'>,
	step: number
): Measured {
	const { version, evaluations, vectors, facts } = run;
	const i = version < 0 ? -1 : lastIndexAtOrBelow(evaluations.steps, evaluations.length, step);
	const valueOf = (column: string) => evaluations.column(column)?.[i] ?? NaN;
	const judged = valueOf(judgedPart(testParts(facts))?.accuracyColumn ?? '');
	return {
		evaluated: i < 0 ? NaN : (evaluations.steps[i] ?? NaN),
		testAccuracy: Number.isNaN(judged) ? valueOf('test_accuracy') : judged,
		use: frequencyUse(
			COEFFICIENTS === undefined ? undefined : vectors.at(COEFFICIENTS, step)?.values
		)
	};
}
