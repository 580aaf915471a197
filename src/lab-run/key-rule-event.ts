import type { Analysis } from '../config/analysis.ts';
import type { KeyRuleEvent, KeyRuleInForce } from '../engine/core/run-events.ts';
import { keyRules } from '../engine/key-rules/index.ts';
import type { ReplicaMeasures } from './replica-measures.ts';

function inForce({ keyFrequencies }: Analysis): KeyRuleInForce {
	const { settings } = keyRules.get(keyFrequencies.rule);
	return {
		rule: keyFrequencies.rule,
		settings: Object.fromEntries(settings.map((name) => [name, keyFrequencies[name]]))
	};
}

/**
 * The event of a change of the key frequency rule at a step. Undefined if the rule and its settings
 * stay the same, before the first update, and after settling: settled measures of all steps are
 * computed again with the new rule.
 * @throws LabError `bad-parameter` when there is no such rule
 */
export function keyRuleEvent(
	step: number,
	{ analysis, settled }: Pick<ReplicaMeasures, 'analysis' | 'settled'>,
	next: Analysis
): KeyRuleEvent | undefined {
	const [from, to] = [inForce(analysis), inForce(next)];
	const isSame = JSON.stringify(from) === JSON.stringify(to);
	if (step === 0 || isSame || settled !== undefined) return undefined;
	return { kind: 'key-rule', step, from, to };
}
