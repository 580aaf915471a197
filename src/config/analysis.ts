import { integersIn, type ParamValue } from '../engine/core/param-schema.ts';
import type { PhaseThresholds } from '../engine/core/telemetry.ts';
import type { KeyFrequencyChoice } from '../engine/trainer/run-spec.ts';
import { numberIn, textIn } from './values.ts';

/** How a run is judged. It may change at any time and never affects training. */
export interface Analysis {
	readonly thresholds: PhaseThresholds;
	readonly keyFrequencies: KeyFrequencyChoice;
}

/**
 * The settings of phase rules and key rules among these values.
 * @throws LabError `bad-parameter` naming a missing value
 */
export function analysisOf(values: Readonly<Record<string, ParamValue>>): Analysis {
	const number = (key: string) => numberIn(values, key);
	return {
		thresholds: {
			memorizedAccuracy: number('memorized_accuracy'),
			grokkedAccuracy: number('grokked_accuracy'),
			lostAccuracy: number('lost_accuracy'),
			holdEvaluations: number('hold_evaluations'),
			cleanupLossRatio: number('cleanup_loss_ratio')
		},
		keyFrequencies: {
			rule: textIn(values, 'key_frequency_rule'),
			ratio: number('key_frequency_ratio'),
			max: number('key_frequency_max'),
			given: integersIn(textIn(values, 'key_frequencies'))
		}
	};
}
