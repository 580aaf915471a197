import type { Analysis } from '../config/analysis.ts';
import type { KeyRuleInForce, RunEvent } from '../engine/core/telemetry.ts';
import { keyFrequencyRule } from '../engine/mechanism/key-frequency-rules.ts';

function inForce({ keyFrequencies }: Analysis): KeyRuleInForce {
	const { settings } = keyFrequencyRule(keyFrequencies.rule);
	return {
		rule: keyFrequencies.rule,
		settings: Object.fromEntries(settings.map((name) => [name, keyFrequencies[name]]))
	};
}

/**
 * What to note where key frequencies are told otherwise from a step on; nothing before the first update, or where the
 * rule and what it looks at are the same. Nor of settled measures, which are computed anew for all steps.
 * @throws LabError `bad-parameter` when there is no such rule
 */
export function keyRuleEvent(
	step: number,
	judge: { readonly analysis: Analysis; readonly isSettled: boolean },
	next: Analysis
): RunEvent | undefined {
	const [from, to] = [inForce(judge.analysis), inForce(next)];
	const isSame = JSON.stringify(from) === JSON.stringify(to);
	if (step === 0 || isSame || judge.isSettled) return undefined;
	return { kind: 'key-rule', step, from, to };
}
