import type { PhaseRules } from '../../core/phase-state.ts';
import type { PhaseThresholds } from '../../core/telemetry.ts';
import { frequencyOrder } from '../../probes/cyclic-group.ts';
import type { TaskShape } from '../../tasks/define.ts';
import type { BuiltRun } from '../build/build-run.ts';

/**
 * Answers that a measure of frequencies looks at: the elements of the group, or else all classes.
 */
const answerCount = (shape: TaskShape): number => frequencyOrder(shape) || shape.classes;

/** The only group of test examples that phases are found by; undefined if all examples count. */
const judgedGroup = ({ groups }: TaskShape): string | undefined =>
	groups.length < 2 ? undefined : groups.find(({ part }) => part?.isJudged === true)?.id;

/**
 * The rules that find the phases of a run.
 * @param thresholds default: those that the run was built with
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
