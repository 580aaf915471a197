import type { Analysis } from '../config/analysis.ts';
import type { RunEvent } from '../engine/core/telemetry.ts';

/**
 * What to note where key frequencies are told otherwise from a step on; nothing before the first update, or where the
 * choice is the same. Nor of settled measures, which are computed anew for all steps.
 */
export function keyRuleEvent(
	step: number,
	judge: { readonly analysis: Analysis; readonly isSettled: boolean },
	next: Analysis
): RunEvent | undefined {
	const [from, to] = [judge.analysis.keyFrequencies, next.keyFrequencies];
	const isSame = JSON.stringify(from) === JSON.stringify(to);
	if (step === 0 || isSame || judge.isSettled) return undefined;
	return { kind: 'key-rule', step, from: from.rule, to: to.rule };
}
