import { frequencyCount } from '../core/fourier.ts';
import type { DeviceTest, EvidenceKind } from '../key-rules/define.ts';
import { keyRules } from '../key-rules/index.ts';
import type { TaskShape } from '../tasks/define.ts';
import { frequencyOrder } from './cyclic-group.ts';
import type { KeySetting } from './define.ts';

/**
 * What the evaluations of a run that is built with this rule decide by: what the rule needs. Where
 * that is listed, the embedding, so that the other rules on it need no new plan.
 */
export function decidingEvidence(rule: string): EvidenceKind {
	const { needs } = keyRules.get(rule);
	return needs === 'given' ? 'embedding' : needs;
}

/** The test as the op `frequency-mask` reads it. */
export const keyRuleValues = (test: DeviceTest): Float64Array =>
	Float64Array.of(test.fractionOfTotal, test.fractionOfMax, test.max, test.countsConstant ? 1 : 0);

/**
 * What the op reads as given: 1 for these frequencies, 0 for the others; -1 everywhere when the
 * rule shall decide.
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

/** Elements of a setting. */
export const keySettingSize = (name: KeySetting, shape: TaskShape): number =>
	name === 'key.rule' ? 4 : frequencyCount(frequencyOrder(shape));
