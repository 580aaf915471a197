import { vectorInRole } from '../../../engine/probes/roles.ts';
import { frequencyUse, type FrequencyUse } from './frequency-use.ts';
import type { RunSource } from './run-source.ts';
import { lastIndexAtOrBelow } from './sorted-search.ts';
import { judgedPart, testParts } from './test-parts.ts';

const COEFFICIENTS = vectorInRole('frequency-use');

/** The measures that the text about a run uses, from one evaluation. */
export interface Measured {
	/** Step of the evaluation; NaN if there is none. */
	readonly evaluated: number;
	readonly trainLoss: number;
	readonly trainAccuracy: number;
	/** Test accuracy on the judged test group, or on all test examples if there are no groups. */
	readonly testAccuracy: number;
	/** On the test examples that are not judged; undefined if all of them are. */
	readonly asideAccuracy: number | undefined;
	readonly use: FrequencyUse | undefined;
}

/**
 * The measures of the evaluation at or before a step. Reads `version`, so a `$derived` that calls
 * it updates with the next frame.
 */
export function measuredAt(
	run: Pick<RunSource, 'version' | 'evaluations' | 'vectors' | 'facts'>,
	step: number
): Measured {
	const { version, evaluations, vectors, facts } = run;
	const i = version < 0 ? -1 : lastIndexAtOrBelow(evaluations.steps, evaluations.length, step);
	const valueOf = (column: string) => evaluations.column(column)?.[i] ?? NaN;
	const parts = testParts(facts);
	const judged = valueOf(judgedPart(parts)?.accuracyColumn ?? '');
	const aside = parts.find(({ isJudged }) => !isJudged);
	return {
		evaluated: i < 0 ? NaN : (evaluations.steps[i] ?? NaN),
		trainLoss: valueOf('train_loss'),
		trainAccuracy: valueOf('train_accuracy'),
		testAccuracy: Number.isNaN(judged) ? valueOf('test_accuracy') : judged,
		asideAccuracy: aside && valueOf(aside.accuracyColumn),
		use: frequencyUse(
			COEFFICIENTS === undefined ? undefined : vectors.at(COEFFICIENTS, step)?.values
		)
	};
}
