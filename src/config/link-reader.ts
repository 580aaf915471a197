import { printable, quote } from '../engine/core/quote.ts';
import { beginsLikeLink, knownKeyOf } from './link-keys.ts';
import { repairText } from './link-repair.ts';
import {
	decodeText,
	MAX_LINK_ENTRIES,
	parseEntry,
	parseFragment,
	withoutBlanks
} from './link-text.ts';
import type { LinkEntry } from './link-text.ts';
import { mendedValues } from './link-value.ts';

/** A notice about a part of a link that was not used exactly as written. */
interface LinkNotice {
	/** The raw key, for comparison and not for display; limited in length. */
	readonly key: string;
	readonly value: string;
	/**
	 * Names the key, the value and the expectation, or how the value was read. Printable, and
	 * limited in length.
	 */
	readonly message: string;
	/** Whether the meaning was clear and was used. */
	readonly isRepair: boolean;
}

/** Reads a text; undefined if it is no value. */
export type Parse<T> = (text: string) => T | undefined;

/** One way of reading a value of a link. */
export interface ValueReading<T> {
	readonly expected: string;
	/** Reads a value as links are written by the page. */
	readonly parse: Parse<T>;
	/** Reads a value as people write it. */
	readonly parseLoosely?: Parse<T>;
	/**
	 * Why a text cannot be read, as the end of a sentence that begins with the text; may be empty.
	 */
	readonly explain?: (text: string) => string;
}

/** Largest number of notices of one kind; more are only counted. */
const MAX_NOTICES = 40;
/** Largest number of unknown keys that are kept in a link. */
const MAX_UNKNOWN = 1000;
/** Number of keys named in the notice about entries beyond a limit. */
const NAMED_KEYS = 5;

/** Largest number of characters kept of a raw text. */
const LONGEST_RAW = 80;

const capped = (text: string): string => text.slice(0, LONGEST_RAW);
const shown = (text: string): string => (text === '' ? 'nothing' : printable(text));
const rejection = (key: string, expected: string, text: string) =>
	`${printable(key)}: expected ${expected}, got ${shown(text)}`;

/**
 * Reads one fragment: returns its values key by key and collects notices about parts that were not
 * used as written.
 */
export class LinkReader {
	readonly #all: LinkNotice[] = [];
	readonly #valuesByKey = new Map<string, string[]>();
	/** Values whose keys were misspelled, by the key that was meant. */
	readonly #mended = new Map<string, { readonly key: string; readonly value: string }[]>();
	#hasTaken = false;

	constructor(text: string) {
		const { fragment, repairs } = repairText(text);
		for (const repair of repairs) this.#note('', '', repair, true);
		const { entries, unread } = parseFragment(fragment);
		if (unread > 0) {
			const limit = String(MAX_LINK_ENTRIES);
			const message = `expected at most ${limit} entries in a link; the last ${String(unread)} were not read and are not kept`;
			this.report('', '', message);
		}
		for (const entry of entries) this.#add(entry);
	}

	/** Whether any value was taken so far. */
	get hasTaken(): boolean {
		return this.#hasTaken;
	}

	/** All notices, repairs first. The last one counts those beyond the limit. */
	get notices(): readonly LinkNotice[] {
		const repairs = this.#all.filter(({ isRepair }) => isRepair);
		const refusals = this.#all.filter(({ isRepair }) => !isRepair);
		return [...limited(repairs), ...limited(refusals)];
	}

	report(key: string, value: string, message: string): void {
		this.#note(key, value, message, false);
	}

	/** The first readable value of a key; the others are reported. */
	take<T>(key: string, reading: ValueReading<T>): T | undefined {
		let taken: { readonly text: string; readonly value: T } | undefined;
		for (const { key: written, value: text } of this.#remove(key)) {
			const read = readValue(text, reading);
			if (read === undefined) {
				const why = reading.explain?.(text) ?? '';
				const reason = why === '' ? '' : `, which ${why}`;
				this.report(written, text, `${rejection(written, reading.expected, text)}${reason}`);
			} else if (taken === undefined) {
				taken = { text, value: read.value };
				this.#noteRepairs(key, written, text, read.mended);
			} else {
				const kept = `the first, ${shown(taken.text)}, is used`;
				this.report(written, text, `${rejection(written, 'one value only', text)} too; ${kept}`);
			}
		}
		this.#hasTaken ||= taken !== undefined;
		return taken?.value;
	}

	/**
	 * Reports every value of a key.
	 * @param reason what was expected instead
	 */
	refuse(key: string, reason: string): void {
		for (const { key: written, value } of this.#remove(key)) {
			this.report(written, value, rejection(written, reason, value));
		}
	}

	/** Reports all keys that were not taken, and returns them with their first values. */
	takeUnknown(): Readonly<Record<string, string>> {
		const all = [...this.#valuesByKey].map(([key, [first = '']]) => [key, first] as const);
		const kept = all.slice(0, MAX_UNKNOWN);
		for (const [key] of all) this.refuse(key, 'a key that this version knows');
		if (all.length > kept.length) {
			const lost = String(all.length - kept.length);
			const message = `of the keys that this version does not know, ${String(MAX_UNKNOWN)} stay in the link; the last ${lost} do not`;
			this.#all.unshift({ key: '', value: '', message, isRepair: false });
		}
		// fromEntries creates own properties even for keys such as __proto__.
		return Object.freeze(Object.fromEntries(kept));
	}

	#note(key: string, value: string, message: string, isRepair: boolean): void {
		this.#all.push({ key: capped(key), value: capped(value), message, isRepair });
	}

	#noteRepairs(key: string, written: string, text: string, mended: string | undefined): void {
		if (written !== key) {
			this.#note(written, text, `${key}: the key ${quote(written)} was read as ${key}`, true);
		}
		if (mended !== undefined) {
			this.#note(written, text, `${key}: ${quote(text)} was read as ${printable(mended)}`, true);
		}
	}

	/**
	 * Files an entry under its own key, or under the key that was meant if its own is unknown but
	 * resembles a known one.
	 */
	#add(entry: LinkEntry): void {
		const key = knownKeyOf(entry.key);
		if (key !== undefined && isReadable(entry)) {
			const { entry: own, rest } = splitEntry(entry);
			if (own.key === key) append(this.#valuesByKey, key, own.value);
			else append(this.#mended, key, own);
			for (const other of rest) {
				const message = `${key}: what follows it was read as ${quote(`&${other.key}=${other.value}`)}`;
				this.#note(entry.key, entry.value, message, true);
				this.#add(other);
			}
			return;
		}
		const { key: name, value, isMalformed } = entry;
		if (isMalformed) {
			const raw = value === '' ? name : value;
			const kept = key === undefined ? '; kept as text' : '';
			this.report(name, value, `${rejection(name, 'valid percent-encoding', raw)}${kept}`);
		}
		if (key === undefined) append(this.#valuesByKey, name, value);
	}

	#remove(key: string): readonly { readonly key: string; readonly value: string }[] {
		const values = this.#valuesByKey.get(key) ?? [];
		const mended = this.#mended.get(key) ?? [];
		this.#valuesByKey.delete(key);
		this.#mended.delete(key);
		return [...values.map((value) => ({ key, value })), ...mended];
	}
}

/** Whether its percent-encoding is valid, at least after removing blanks. */
const isReadable = ({ isMalformed, value }: LinkEntry): boolean =>
	!isMalformed || decodeText(withoutBlanks(value)) !== undefined;

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [value]);
	else list.push(value);
}

/** A value, and the repaired text it was read from if that differs from the written one. */
function readValue<T>(
	text: string,
	{ parse, parseLoosely }: ValueReading<T>
): { readonly value: T; readonly mended?: string } | undefined {
	const value = parse(text);
	if (value !== undefined) return { value };
	const candidates = mendedValues(text);
	for (const mended of candidates) {
		const read = parse(mended);
		if (read !== undefined) return { value: read, mended };
	}
	for (const candidate of parseLoosely === undefined ? [] : [text, ...candidates]) {
		const read = parseLoosely?.(candidate);
		if (read !== undefined) return { value: read, mended: String(read) };
	}
	return undefined;
}

/**
 * Splits an entry of a known key whose value contains the following entries because `&` was encoded
 * or became a blank or a semicolon. No valid value contains any of these.
 */
function splitEntry(entry: LinkEntry): {
	readonly entry: LinkEntry;
	readonly rest: readonly LinkEntry[];
} {
	const whole = { entry, rest: [] };
	let { value } = entry;
	if (entry.isMalformed) value = decodeText(withoutBlanks(value)) ?? value;
	const end = endOfValue(value);
	if (end === undefined) return whole;
	const rest = parseEntry(value.slice(end).replace(/^[\s;&]+/u, ''));
	return { entry: { ...entry, value: value.slice(0, end) }, rest: [rest] };
}

/** Longer values are not searched for further entries: the page never writes a link this long. */
const LONGEST_SEARCH = 4000;

function endOfValue(value: string): number | undefined {
	if (value.length > LONGEST_SEARCH) return undefined;
	for (const { index } of value.matchAll(/&(?:amp;)*|[;\s]+|%26/giu)) {
		if (beginsLikeLink(value.slice(index).replace(/^(?:&(?:amp;)*|%26|[;\s]+)/iu, '')))
			return index;
	}
	return undefined;
}

/** The first notices up to the limit, and one that counts the rest. */
function limited(notices: readonly LinkNotice[]): readonly LinkNotice[] {
	if (notices.length <= MAX_NOTICES) return notices;
	const more = notices.slice(MAX_NOTICES);
	const keys = [...new Set(more.map(({ key }) => key))];
	const named = keys.slice(0, NAMED_KEYS).map(shown).join(', ');
	const message = `and ${String(more.length)} more of: ${named}${keys.length > NAMED_KEYS ? ', …' : ''}`;
	const isRepair = more.every((notice) => notice.isRepair);
	return [...notices.slice(0, MAX_NOTICES), { key: '', value: '', message, isRepair }];
}
