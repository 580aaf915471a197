import type { Analysis } from '../config/analysis.ts';
import type { KeyRuleInForce, RunEvent } from '../engine/core/telemetry.ts';
import { keyRules } from '../engine/key-rules/index.ts';

function inForce({ keyFrequencies }: Analysis): KeyRuleInForce {
	const { settings } = keyRules.get(keyFrequencies.rule);
	return {
		rule: keyFrequencies.rule,
		settings: Object.fromEntries(settings.map((name) => [name, keyFrequencies[name]]))
	};
}

/**
 * The event of a change of the rule of key frequencies at a step; none before the first update,
 * where the rule and what it looks at are the same, and where measures are settled, which are
 * computed again for all steps.
 * @throws LabError `bad-parameter` when there is no such rule
 */
export function keyRuleEvent(
	step: number,
	{ analysis, isSettled }: { readonly analysis: Analysis; readonly isSettled: boolean },
	next: Analysis
): RunEvent | undefined {
	const [from, to] = [inForce(analysis), inForce(next)];
	const isSame = JSON.stringify(from) === JSON.stringify(to);
	if (step === 0 || isSame || isSettled) return undefined;
	return { kind: 'key-rule', step, from, to };
}
