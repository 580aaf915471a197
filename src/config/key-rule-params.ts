import type { KeyFrequencyRuleId } from '../engine/mechanism/key-frequency-rules.ts';

const SHARE = Object.freeze(['key_frequency_ratio', 'key_frequency_max']);
const NONE: readonly string[] = Object.freeze([]);

/** Parameters that a rule of key frequencies looks at. */
const USED: Readonly<Record<KeyFrequencyRuleId, readonly string[]>> = Object.freeze({
	'embedding-share': SHARE,
	'quarter-of-max': NONE,
	'one-percent': NONE,
	neurons: NONE,
	'neuron-logit-map': SHARE,
	given: Object.freeze(['key_frequencies'])
});

/** Whether a parameter is one of those that only some rules of key frequencies look at, and not the one in force. */
export function isUnusedByKeyRule(key: string, rule: unknown): boolean {
	const used = Object.entries(USED).find(([id]) => id === rule)?.[1] ?? NONE;
	const isSetting = Object.values(USED).some((keys) => keys.includes(key));
	return isSetting && !used.includes(key);
}
