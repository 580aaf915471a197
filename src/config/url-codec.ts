import { printable } from '../engine/core/quote.ts';
import { presets, type PresetId } from '../presets/index.ts';
import { problemsOf, withSelection, withSpec, withValue } from './config.ts';
import { LinkReader } from './link-reader.ts';
import { formatFragment } from './link-text.ts';
import { readingOf } from './param-reading.ts';
import { OPENING_PLACE, placeEntries, readPlace, type PagePlace } from './place.ts';
import { configOf } from './preset-config.ts';
import type { RunConfig } from './run-config.ts';
import { allSchemas, namedSpecs, schemasFor, SPEC_KINDS, specOptions } from './schemas.ts';
import { choiceEntries, readChoices } from './view-choices.ts';

/** The version of the link format that this build writes. */
const LINK_VERSION = 1;

/** Largest number of characters of a problem in a notice; a problem may list numbers. */
const LONGEST_PROBLEM = 300;

/**
 * A notice about a part of a link that was not used as written. Its texts are printable and limited
 * in length.
 */
export type LinkNotice = LinkReader['notices'][number];

/** The content of a link. */
export interface DecodedLink {
	readonly preset: PresetId;
	/** A config that can run: `problemsOf` finds no problem. */
	readonly config: RunConfig;
	readonly notices: readonly LinkNotice[];
	/** What the page shows of the run. */
	readonly place: PagePlace;
	/** Keys that this version does not know. Pass them to `encodeLink` to keep them. */
	readonly unknown: Readonly<Record<string, string>>;
}

/**
 * The fragment of a config, without its `#`: version, preset, then the values that differ from the
 * preset in a stable order, then what the page shows, then the unknown keys of the link it came
 * from.
 */
export function encodeLink(
	config: RunConfig,
	presetId: PresetId,
	unknown: Readonly<Record<string, string>> = {},
	place: PagePlace = OPENING_PLACE
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
		...placeEntries(place),
		// Which view is chosen matters only where views are shown.
		...(place.tab === 'inside' ? choiceEntries(config, place.choices, place) : []),
		...Object.entries(unknown)
	]);
}

/**
 * Reads a fragment, with or without its `#`, or a whole address. Never throws: valid values are
 * used, mangled ones are repaired if their meaning is clear, and every part that was not used as
 * written gets a notice.
 * @param fallbackPreset the preset of a link that names none, such as an empty one
 */
export function decodeLink(fragment: string, fallbackPreset: PresetId): DecodedLink {
	const reader = new LinkReader(fragment);
	const hasVersion = readVersion(reader);
	const preset = readPreset(reader) ?? fallbackPreset;
	const base = readSpecs(reader, configOf(preset));
	const wanted = readValues(reader, base);
	const shown = readPlace(reader);
	const config = repair(reader, wanted, base, configOf(preset));
	const place = { ...shown, choices: readChoices(reader, config, shown) };
	const unknown = reader.takeUnknown();
	if (!hasVersion && !reader.hasTaken && reader.notices.length > 0) {
		reader.report(
			'v',
			'',
			`v: expected v=${String(LINK_VERSION)}, got nothing: not a link of this page`
		);
	}
	return { preset, config, notices: reader.notices, place, unknown };
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

function readValues(reader: LinkReader, base: RunConfig): RunConfig {
	const schemas = schemasFor(base);
	let config = base;
	for (const [key, schema] of Object.entries(schemas)) {
		const value = reader.take(key, readingOf(schema));
		if (value !== undefined) config = withValue(config, key, value);
	}
	const unused = Object.keys(allSchemas()).filter((key) => !Object.hasOwn(schemas, key));
	for (const key of unused) reader.refuse(key, `a parameter of ${namedSpecs(base)}`);
	return config;
}

/** Resets values that cannot be used together. Each round resets at least one, so the loop ends. */
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
 * For specs that cannot be used together: returns the preset's specs with those values of the link
 * that they have too, and reports all others.
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
			const message = `${key}: expected a parameter of ${namedSpecs(preset)}`;
			reader.report(key, String(value), message);
		}
	}
	return config;
}
