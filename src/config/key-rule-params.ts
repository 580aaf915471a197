import {
	KEY_FREQUENCY_RULES,
	type KeyRuleSetting
} from '../engine/mechanism/key-frequency-rules.ts';

/** The parameter of each setting that some rule of key frequencies has. */
const SETTING_OF: Readonly<Partial<Record<string, KeyRuleSetting>>> = Object.freeze({
	key_frequency_ratio: 'ratio',
	key_frequency_max: 'max',
	key_frequencies: 'given'
});

/** Whether a parameter is one of those that only some rules of key frequencies look at, and not the one in force. */
export function isUnusedByKeyRule(key: string, rule: unknown): boolean {
	const setting = SETTING_OF[key];
	const inForce = KEY_FREQUENCY_RULES.find(({ id }) => id === rule);
	return setting !== undefined && inForce?.settings.includes(setting) !== true;
}
