import type { PhaseRules } from '../core/phase-state.ts';
import type { PhaseThresholds } from '../core/telemetry.ts';
import type { BuiltRun } from './build-run.ts';

/** By what the phases of a run are judged. @param thresholds others than those that it was built with */
export function phaseRules(
	{ spec, outputs, sizes }: Pick<BuiltRun, 'spec' | 'outputs' | 'sizes'>,
	thresholds: PhaseThresholds = spec.thresholds
): PhaseRules {
	return {
		thresholds,
		chanceLevel: spec.loss.chanceLevel(outputs),
		answersChanceLevel: spec.loss.chanceLevel(sizes.residues),
		isCommutative: sizes.isCommutative
	};
}
