import { isUnusedByKeyRule, KEY_RULE_PARAMS } from '../../../config/key-rule-params.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor } from '../../../config/schemas.ts';
import { keyRules } from '../../../engine/key-rules/index.ts';
import { valueText } from '../../state/config/param-text.ts';
import { formatNumber } from '../../state/format.ts';
import type { RunSource } from '../../state/run/run-source.ts';

const RULE_KEY = 'key_frequency_rule';

const ESTIMATE =
	'Values that may still change. Each uses the key frequencies of its own step. When the run ends, all values are computed again with the key frequencies of the final weights: these are final (Nanda et al. 2023).';

const FINAL =
	'The frequencies of these lines are those that the network uses at the end of the run. They are the same at every step, also at early ones, at which they do not stand out yet (Nanda et al. 2023).';

/** Which key frequencies the lines of a run use that need some: a term and its definition. */
export const keyVersion = ({
	settled
}: Pick<RunSource, 'settled'>): { readonly label: string; readonly definition: string } =>
	settled?.replacesLive === true
		? { label: 'final keys', definition: FINAL }
		: { label: 'estimate', definition: ESTIMATE };

/** Definition of "estimate" beside final lines. */
export const AS_LIVE =
	'What was measured while the run trained, as lines behind the final ones. Each value uses the key frequencies of its own step; the final lines use those of the final weights at every step (Nanda et al. 2023).';

/**
 * The current key rule with its thresholds and source.
 * @param isFinal the key frequencies are those of the final weights
 */
export function keyFrequencyDefinition(config: RunConfig, isFinal: boolean): string {
	const schemas = schemasFor(config);
	const rule = config.values[RULE_KEY];
	const schema = schemas[RULE_KEY];
	const option =
		schema?.kind === 'choice' ? schema.options.find(({ value }) => value === rule) : undefined;
	const settings = Object.values(KEY_RULE_PARAMS)
		.filter((key) => !isUnusedByKeyRule(key, rule))
		.map((key) => {
			const schema = schemas[key];
			const unit = schema !== undefined && 'unit' in schema ? ` ${schema.unit}` : '';
			return `${schema?.label ?? key}: ${valueText(schema, config.values[key] ?? '')}${unit}`.trim();
		});
	const inForce = settings.length === 0 ? '' : ` In force: ${settings.join('; ')}.`;
	const when = isFinal
		? 'These are the key frequencies of the final weights. They are used for all steps.'
		: 'They may change until the run ends; then those of the final weights are used for all steps.';
	const name = option?.label ?? String(rule);
	return `The few waves that the network is taken to compute with. The rule in force is “${name}”: ${option?.help ?? ''}${inForce} ${when} (Nanda et al. 2023, section 4.1)`;
}

/** What is shown if there are no key frequencies, and why by the current rule. */
export function noKeyWords({ values }: Pick<RunConfig, 'values'>): string {
	const rule = keyRules.all.find(({ id }) => id === values[RULE_KEY]);
	const why = rule?.whenNone?.((setting) => {
		const value = values[KEY_RULE_PARAMS[setting]];
		return typeof value === 'number' ? formatNumber(value) : String(value);
	});
	return why === undefined ? 'none by the rule in force' : `none: ${why}`;
}
