import type { KeyRuleSetting } from '../engine/key-rules/define.ts';
import { keyRules } from '../engine/key-rules/index.ts';

/** The parameter key of each setting of the key rules. */
export const KEY_RULE_PARAMS: Readonly<Record<KeyRuleSetting, string>> = Object.freeze({
	ratio: 'key_frequency_ratio',
	max: 'key_frequency_max',
	given: 'key_frequencies'
});

/** Whether a parameter is a setting of key rules that the rule in force does not read. */
export function isUnusedByKeyRule(key: string, rule: unknown): boolean {
	const inForce = keyRules.all.find(({ id }) => id === rule);
	const used = inForce?.settings.map((setting) => KEY_RULE_PARAMS[setting]) ?? [];
	return Object.values(KEY_RULE_PARAMS).includes(key) && !used.includes(key);
}
