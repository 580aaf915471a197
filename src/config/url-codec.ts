import {
	describeExpectation,
	isValid,
	parseParam,
	type ParamSchema,
	type ParamValue
} from '../engine/core/param-schema.ts';
import { printable } from '../engine/core/quote.ts';
import { presets, type PresetId } from '../presets/index.ts';
import { problemsOf, withSelection, withSpec, withValue } from './config.ts';
import { LinkReader } from './link-reader.ts';
import { formatFragment } from './link-text.ts';
import { readNumber } from './number-text.ts';
import { configOf } from './preset-config.ts';
import type { RunConfig } from './run-config.ts';
import { allSchemas, schemasFor, SPEC_KINDS, specOptions } from './schemas.ts';

/** The version of the link format that this build writes. */
const LINK_VERSION = 1;

/** No number of ours is longer; a pattern match on a megabyte of digits would hang the page. */
const LONGEST_NUMBER = 100;

/** A sentence of a spec or of the config, which may list numbers. */
const LONGEST_PROBLEM = 300;

/** Something in a link that was not taken as written: printable texts, capped in length. */
export type LinkNotice = LinkReader['notices'][number];

/** What a link says, as far as it can be understood. */
export interface DecodedLink {
	readonly preset: PresetId;
	/** Always one that can run: `problemsOf` finds nothing in it. */
	readonly config: RunConfig;
	readonly notices: readonly LinkNotice[];
	/** Keys that this version does not know, to be handed back to `encodeLink`. */
	readonly unknown: Readonly<Record<string, string>>;
}

/**
 * The fragment of a config, without its `#`: version, preset, then only what differs from the
 * preset, in a stable order, then the unknown keys of the link that it came from.
 */
export function encodeLink(
	config: RunConfig,
	presetId: PresetId,
	unknown: Readonly<Record<string, string>> = {}
): string {
	const preset = configOf(presetId);
	const base = withSelection(preset, config);
	const kinds = SPEC_KINDS.filter((kind) => config[kind] !== preset[kind]);
	const keys = Object.keys(schemasFor(config)).filter(
		(key) => config.values[key] !== base.values[key]
	);
	return formatFragment([
		['v', String(LINK_VERSION)],
		['preset', presetId],
		...kinds.map((kind) => [kind, config[kind]] as const),
		...keys.map((key) => [key, String(config.values[key])] as const),
		...Object.entries(unknown)
	]);
}

/**
 * Reads a fragment, with or without its `#`, or a whole address, and never throws: what is valid is
 * taken, what was changed on its way is repaired where it is clear what was meant, and all that was
 * not taken as written is named in a notice.
 * @param fallbackPreset the preset of a link that names none, such as an empty one
 */
export function decodeLink(fragment: string, fallbackPreset: PresetId): DecodedLink {
	const reader = new LinkReader(fragment);
	const hasVersion = readVersion(reader);
	const preset = readPreset(reader) ?? fallbackPreset;
	const base = readSpecs(reader, configOf(preset));
	const wanted = readValues(reader, base);
	const unknown = reader.takeUnknown();
	const config = repair(reader, wanted, base, configOf(preset));
	if (!hasVersion && !reader.hasTaken && reader.notices.length > 0) {
		reader.report(
			'v',
			'',
			`v: expected v=${String(LINK_VERSION)}, got nothing: not a link of this page`
		);
	}
	return { preset, config, notices: reader.notices, unknown };
}

function readVersion(reader: LinkReader): boolean {
	const version = reader.take('v', {
		expected: 'a whole number from 1',
		parse: (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined)
	});
	if (version !== undefined && version > LINK_VERSION) {
		reader.report(
			'v',
			String(version),
			`v: expected at most ${String(LINK_VERSION)}, got ${String(version)}: ` +
				'a newer version made this link; what this one understands is used'
		);
	}
	return version !== undefined;
}

function readPreset(reader: LinkReader): PresetId | undefined {
	return reader.take('preset', {
		expected: `one of ${presets.ids.join(', ')}`,
		parse: (text) => (presets.has(text) ? presets.get(text).id : undefined)
	});
}

function readSpecs(reader: LinkReader, preset: RunConfig): RunConfig {
	return SPEC_KINDS.reduce((config, kind) => {
		const ids = specOptions(kind).map((option) => option.id);
		const id = reader.take(kind, {
			expected: `one of ${ids.join(', ')}`,
			parse: (text) => (ids.includes(text) ? text : undefined)
		});
		return id === undefined ? config : withSpec(config, kind, id);
	}, preset);
}

const isNumber = ({ kind }: ParamSchema): boolean => kind === 'int' || kind === 'float';

/**
 * A value as links are written; other kinds hold to their own limits before any pattern is matched.
 */
function parseStrictly(schema: ParamSchema, text: string): ParamValue | undefined {
	// A point at the end is the end of a sentence.
	if (isNumber(schema) && (text.length > LONGEST_NUMBER || text.endsWith('.'))) return undefined;
	const value = parseParam(schema, text);
	// Too small for a number is not 0, and 10.000 is not certainly 10.
	return isNumber(schema) && readNumber(text, schema.kind === 'int').value === undefined
		? undefined
		: value;
}

/** A number as people write it. */
function parseLoosely(schema: ParamSchema, text: string): ParamValue | undefined {
	if (!isNumber(schema)) return undefined;
	const { value } = readNumber(text, schema.kind === 'int');
	return value !== undefined && isValid(schema, value) ? value : undefined;
}

function whyNoNumber(schema: ParamSchema, text: string): string {
	const reading = readNumber(text, schema.kind === 'int');
	return isNumber(schema) && reading.value === undefined ? reading.reason : '';
}

function readValues(reader: LinkReader, base: RunConfig): RunConfig {
	const schemas = schemasFor(base);
	let config = base;
	for (const [key, schema] of Object.entries(schemas)) {
		const value = reader.take(key, {
			expected: describeExpectation(schema),
			parse: (text) => parseStrictly(schema, text),
			parseLoosely: (text) => parseLoosely(schema, text),
			explain: (text) => whyNoNumber(schema, text)
		});
		if (value !== undefined) config = withValue(config, key, value);
	}
	const unused = Object.keys(allSchemas()).filter((key) => !Object.hasOwn(schemas, key));
	const specs = SPEC_KINDS.map((kind) => base[kind]).join(', ');
	for (const key of unused) reader.refuse(key, `a parameter of ${specs}`);
	return config;
}

/**
 * Takes back the values that do not go together; every round takes back at least one, so it ends.
 */
function repair(
	reader: LinkReader,
	wanted: RunConfig,
	base: RunConfig,
	preset: RunConfig
): RunConfig {
	let config = wanted;
	for (;;) {
		const [problem] = problemsOf(config);
		if (problem === undefined) return config;
		const changed = problem.keys.filter((key) => config.values[key] !== base.values[key]);
		if (changed.length === 0) {
			const kept = giveUpSpecs(reader, { wanted: config, base, preset }, problem.message);
			return kept === preset ? preset : repair(reader, kept, preset, preset);
		}
		for (const key of changed) {
			const was = printable(String(config.values[key]));
			const now = base.values[key] ?? '';
			const message = `${printable(problem.message, LONGEST_PROBLEM)}; ${key}=${was} is set back to ${String(now)}`;
			reader.report(key, was, message);
			config = withValue(config, key, now);
		}
	}
}

/**
 * The link's specs do not go together: those of the preset, with the values of the link that these
 * have as well. All others are named.
 */
function giveUpSpecs(
	reader: LinkReader,
	{ wanted, base, preset }: Readonly<Record<'wanted' | 'base' | 'preset', RunConfig>>,
	reason: string
): RunConfig {
	for (const kind of SPEC_KINDS.filter((changed) => base[changed] !== preset[changed])) {
		reader.report(kind, base[kind], `${reason}; ${kind} is set back to ${preset[kind]}`);
	}
	let config = preset;
	for (const [key, value] of Object.entries(wanted.values)) {
		if (value === base.values[key]) continue;
		if (Object.hasOwn(preset.values, key)) config = withValue(config, key, value);
		else {
			const specs = SPEC_KINDS.map((kind) => preset[kind]).join(', ');
			reader.report(key, String(value), `${key}: expected a parameter of ${specs}`);
		}
	}
	return config;
}
