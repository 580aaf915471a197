import { withSpec, withValue } from '../../config/config.ts';
import { knownKeyOf } from '../../config/link-keys.ts';
import { repairText } from '../../config/link-repair.ts';
import { readNumber } from '../../config/number-text.ts';
import { configOf } from '../../config/preset-config.ts';
import type { RunConfig } from '../../config/run-config.ts';
import { schemasFor, SPEC_KINDS, specOptions, type SpecKind } from '../../config/schemas.ts';
import { decodeLink } from '../../config/url-codec.ts';
import {
	describeExpectation,
	isValid,
	parseParam,
	type ParamSchema,
	type ParamValue
} from '../../engine/core/param-schema.ts';
import { printable, quote } from '../../engine/core/quote.ts';
import { presets, type PresetId } from '../../presets/index.ts';
import { UsageError } from './failures.ts';

/** What a link says, with the preset that it differs from. */
export interface ReadConfig {
	readonly preset: PresetId;
	readonly config: RunConfig;
}

type Settings = readonly (readonly [key: string, value: string])[];

const presetList = (): string => presets.ids.join(', ');

/**
 * Something read as far as it is understood, with a sentence for all that is not taken as written.
 */
export interface Understood<T> {
	readonly value: T;
	readonly problems: readonly string[];
	/** What was clear although it was not written as it should be. */
	readonly repairs?: readonly string[];
}

/**
 * Reads a preset's id, a whole link or its fragment. A part of a link that cannot be read is a
 * problem here; the page would ignore it and show a notice.
 * @throws UsageError when it is no link at all
 */
export function understandLink(text: string): Understood<ReadConfig> {
	if (presets.has(text)) {
		const { id } = presets.get(text);
		return { value: { preset: id, config: configOf(id) }, problems: [] };
	}
	const [first, other] = presets.ids;
	const { fragment } = repairText(text);
	// An address whose query has other keys also contains "=", but is no link of the page.
	const isLink = fragment.includes('=') && !/^[a-z][a-z\d+.-]*:\/\//iu.test(fragment);
	if (!isLink || first === undefined || other === undefined) {
		throw new UsageError(
			`${quote(text)}: expected a preset (${presetList()}), or a link of the page with its part after the #`
		);
	}
	const { preset, config, notices } = decodeLink(text, first);
	const isRefused = notices.some(({ key }) => knownKeyOf(key) === 'preset');
	// If the link names no preset, decodeLink returns the one that it was called with.
	if (!isRefused && decodeLink(text, other).preset !== preset) {
		throw new UsageError(`preset: expected one of ${presetList()} in the link, got none`);
	}
	return {
		value: { preset, config },
		problems: notices.filter(({ isRepair }) => !isRepair).map(({ message }) => message),
		repairs: notices.filter(({ isRepair }) => isRepair).map(({ message }) => message)
	};
}

/** @throws UsageError with a sentence for everything that is not taken as written */
export function readLink(text: string): ReadConfig {
	const { value, problems, repairs = [] } = understandLink(text);
	if (problems.length + repairs.length > 0) throw new UsageError(...problems, ...repairs);
	return value;
}

const isSpecKind = (key: string): key is SpecKind => SPEC_KINDS.some((kind) => kind === key);

/** Changes the specs first, since they decide which other keys there are. */
function withSpecs(config: RunConfig, settings: Settings, problems: string[]): RunConfig {
	return settings.reduce((current, [key, text]) => {
		if (!isSpecKind(key)) return current;
		const ids = specOptions(key).map(({ id }) => id);
		if (ids.includes(text)) return withSpec(current, key, text);
		problems.push(`${key}: expected one of ${ids.join(', ')}, got ${quote(text)}`);
		return current;
	}, config);
}

/** A number as users write it, such as `0,01`, if it has only one meaning. */
function writtenNumber(schema: ParamSchema, text: string): ParamValue | undefined {
	if (schema.kind !== 'int' && schema.kind !== 'float') return undefined;
	const { value } = readNumber(text, schema.kind === 'int');
	return value !== undefined && isValid(schema, value) ? value : undefined;
}

function withValues(
	config: RunConfig,
	settings: Settings,
	problems: string[],
	repairs: string[]
): RunConfig {
	const schemas = schemasFor(config);
	return settings.reduce((current, [key, text]) => {
		if (isSpecKind(key)) return current;
		const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined;
		const value = schema === undefined ? undefined : parseParam(schema, text);
		if (value !== undefined) return withValue(current, key, value);
		const meant = schema && writtenNumber(schema, text);
		if (meant !== undefined) {
			repairs.push(`${key}: ${quote(text)} was read as ${String(meant)}`);
			return withValue(current, key, meant);
		}
		problems.push(
			schema === undefined
				? `${printable(key)}: expected one of ${[...SPEC_KINDS, ...Object.keys(schemas)].join(', ')}`
				: `${key}: expected ${describeExpectation(schema)}, got ${quote(text)}`
		);
		return current;
	}, config);
}

/**
 * The config with these settings, as texts, in force: keys as in a link. Whether all goes together
 * is not looked at.
 */
export function understandSettings(config: RunConfig, settings: Settings): Understood<RunConfig> {
	const problems: string[] = [];
	const repairs: string[] = [];
	const value = withValues(withSpecs(config, settings, problems), settings, problems, repairs);
	return { value, problems, repairs };
}
