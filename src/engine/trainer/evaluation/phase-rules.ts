import type { PhaseRules } from '../../core/phase-state.ts';
import type { PhaseThresholds } from '../../core/telemetry.ts';
import { frequencyOrder } from '../../probes/cyclic-group.ts';
import type { TaskShape } from '../../tasks/define.ts';
import type { BuiltRun } from '../build/build-run.ts';

/**
 * Answers that a measure of frequencies looks at: the elements of the group, or else all classes.
 */
const answerCount = (shape: TaskShape): number => frequencyOrder(shape) || shape.classes;

/** The group of test examples that alone counts; undefined where all of them do. */
const judgedGroup = ({ groups }: TaskShape): string | undefined =>
	groups.length < 2 ? undefined : groups.find(({ part }) => part?.isJudged === true)?.id;

/**
 * By what the phases of a run are judged. @param thresholds others than those that it was built
 * with
 */
export function phaseRules(
	{ spec, outputs, shape }: Pick<BuiltRun, 'spec' | 'outputs' | 'shape'>,
	thresholds: PhaseThresholds = spec.thresholds
): PhaseRules {
	return {
		thresholds,
		chanceLevel: spec.loss.chanceLevel(outputs),
		answersChanceLevel: spec.loss.chanceLevel(answerCount(shape)),
		judged: judgedGroup(shape)
	};
}
