import { frequencyCount } from '../core/fourier.ts';
import type { TaskSizes } from '../tasks/define.ts';
import type { KeySetting } from './define.ts';

/** A rule that the op `frequency-mask` decides by itself, from the power of the embedding per frequency. */
export interface DeviceKeyRule {
	/** At least this fraction of all non-constant power ... */
	readonly fractionOfTotal: number;
	/** ... and at least this fraction of the largest. */
	readonly fractionOfMax: number;
	/** Only so many, the largest. */
	readonly max: number;
}

/** The rule as the op reads it. */
export const keyRuleValues = (rule: DeviceKeyRule): Float64Array =>
	Float64Array.of(rule.fractionOfTotal, rule.fractionOfMax, rule.max, 0);

/** What the op reads as given: 1 for these frequencies, 0 for the others; -1 everywhere when the rule shall decide. */
export function givenFrequencies(
	order: number,
	frequencies: readonly number[] | undefined
): Float64Array {
	const undecided = frequencies === undefined;
	const values = new Float64Array(frequencyCount(order)).fill(undecided ? -1 : 0);
	for (const k of frequencies ?? []) if (k <= values.length) values[k - 1] = 1;
	return values;
}

/** Elements of a setting. */
export const keySettingSize = (name: KeySetting, { residues }: TaskSizes): number =>
	name === 'key.rule' ? 4 : frequencyCount(residues);
