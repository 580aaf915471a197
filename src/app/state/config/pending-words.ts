import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor, specOptions, SPEC_KINDS } from '../../../config/schemas.ts';
import { valueText } from './param-text.ts';

/** A label as it is written within a sentence: "prime p", "β₁", "MLP biases". */
export const inSentence = (label: string): string =>
	/^\p{Lu}[\p{Ll} ]/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

const labelOf = (config: RunConfig, key: string): string =>
	inSentence(schemasFor(config)[key]?.label ?? key);

function textOf(config: RunConfig, key: string): string | undefined {
	const kind = SPEC_KINDS.find((candidate) => candidate === key);
	if (kind !== undefined) return specOptions(kind).find(({ id }) => id === config[kind])?.label;
	const value = config.values[key];
	return value === undefined ? undefined : valueText(schemasFor(config)[key], value);
}

/** The keys in which two settings differ, in words: "model, prime p and weight decay". */
export function listKeys(config: RunConfig, keys: readonly string[]): string {
	const labels = keys.map((key) => labelOf(config, key));
	return labels.length < 2
		? labels.join('')
		: `${labels.slice(0, -1).join(', ')} and ${labels.at(-1) ?? ''}`;
}

/**
 * Says which settings a run still has and which a restart would use.
 * @param running the settings of the run
 * @param config those to come
 * @param keys in which they differ
 */
export function describePending(
	running: RunConfig,
	config: RunConfig,
	keys: readonly string[]
): string {
	const [key = ''] = keys;
	const now = textOf(running, key);
	const next = textOf(config, key);
	if (keys.length !== 1 || now === undefined || next === undefined) {
		return `This run keeps its ${listKeys(config, keys)}. A new run uses the new ones.`;
	}
	return `This run keeps ${labelOf(config, key)} = ${now}. A new run uses ${next}.`;
}
