import { frequencyCount } from '../core/fourier.ts';
import type { DeviceTest, EvidenceKind } from '../key-rules/define.ts';
import { keyRules } from '../key-rules/index.ts';
import type { TaskShape } from '../tasks/define.ts';
import { frequencyOrder } from './cyclic-group.ts';
import type { KeySetting } from './define.ts';

/**
 * The evidence that the plan of a run with this rule measures: what the rule needs. For listed
 * frequencies, which need none, it is the embedding, so that other rules on the embedding need no
 * new plan.
 */
export function decidingEvidence(rule: string): EvidenceKind {
	const { needs } = keyRules.get(rule);
	return needs === 'given' ? 'embedding' : needs;
}

/** The test as values that the op `frequency-mask` reads. */
export const keyRuleValues = (test: DeviceTest): Float64Array =>
	Float64Array.of(test.fractionOfTotal, test.fractionOfMax, test.max, test.countsConstant ? 1 : 0);

/**
 * The given frequencies as the op reads them: 1 for these, 0 for the others; all -1 if the rule
 * decides.
 */
export function givenFrequencies(
	order: number,
	frequencies: readonly number[] | undefined
): Float64Array {
	const undecided = frequencies === undefined;
	const values = new Float64Array(frequencyCount(order)).fill(undecided ? -1 : 0);
	for (const k of frequencies ?? []) if (k <= values.length) values[k - 1] = 1;
	return values;
}

/** Number of elements of a setting. */
export const keySettingSize = (name: KeySetting, shape: TaskShape): number =>
	name === 'key.rule' ? 4 : frequencyCount(frequencyOrder(shape));
