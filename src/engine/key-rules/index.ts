import { LabError } from '../core/lab-error.ts';
import { createRegistry } from '../core/registry.ts';
import type { KeyFrequencyRule } from './define.ts';
import * as specs from './registry.ts';

export type KeyRuleId = (typeof specs)[keyof typeof specs]['id'];
/** All key rules, in the order of the page. */
export const keyRules = createRegistry<KeyFrequencyRule & { readonly id: KeyRuleId }>(
	'key_frequency_rule',
	specs
);

function firstRule(): KeyRuleId {
	const [id] = keyRules.ids;
	if (id === undefined)
		throw new LabError('internal', 'key rules: expected at least one, got none');
	return id;
}

/** The default rule: the first in the registry. */
export const DEFAULT_KEY_RULE: KeyRuleId = firstRule();
