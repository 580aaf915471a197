/** One `key=value` of a fragment, decoded. */
export interface LinkEntry {
	readonly key: string;
	readonly value: string;
	/** Whether its percent-encoding is invalid; key and value are then the raw text. */
	readonly isMalformed: boolean;
}

/** Largest number of entries that are read: many more than any version has keys. */
export const MAX_LINK_ENTRIES = 2000;

/**
 * Splits a fragment, given without its `#`, at `&` and the first `=`. A plus stays a plus: `1e+3`
 * is a number. Never throws; at most `MAX_LINK_ENTRIES` entries are read.
 */
export function parseFragment(fragment: string): {
	readonly entries: readonly LinkEntry[];
	/** Number of entries that were not read. */
	readonly unread: number;
} {
	const entries: LinkEntry[] = [];
	let unread = 0;
	// No `split`, because a fragment of a million separators would become a million strings.
	for (let start = 0; start <= fragment.length;) {
		const next = fragment.indexOf('&', start);
		const end = next < 0 ? fragment.length : next;
		if (end > start) {
			if (entries.length < MAX_LINK_ENTRIES) entries.push(parseEntry(fragment.slice(start, end)));
			else unread += 1;
		}
		start = end + 1;
	}
	return { entries, unread };
}

/** Decodes one `key=value`. */
export function parseEntry(piece: string): LinkEntry {
	const equals = piece.indexOf('=');
	const rawKey = equals < 0 ? piece : piece.slice(0, equals);
	const rawValue = equals < 0 ? '' : piece.slice(equals + 1);
	const key = decodeText(rawKey);
	const value = decodeText(rawValue);
	if (key === undefined || value === undefined) {
		return { key: wellFormed(rawKey), value: wellFormed(rawValue), isMalformed: true };
	}
	return { key, value, isMalformed: false };
}

/**
 * The text without percent-encoding.
 * @returns undefined if the encoding is invalid
 */
export function decodeText(text: string): string | undefined {
	try {
		return wellFormed(decodeURIComponent(text));
	} catch {
		// decodeURIComponent throws only URIError.
		return undefined;
	}
}

/**
 * The text decoded as often as it was encoded, up to three times; unchanged if its encoding is
 * invalid.
 */
export function decoded(text: string): string {
	let current = text;
	for (let i = 0; i < 3 && /%[\da-f]{2}/iu.test(current); i++) {
		const next = decodeText(current);
		if (next === undefined) break;
		current = next;
	}
	return current;
}

/**
 * The text without blanks, invisible characters and line breaks (including the marks that mail
 * programs put before a quoted line), percent-encoded or not. No key and no value contains any of
 * them.
 */
export function withoutBlanks(text: string): string {
	return (
		text
			// The pattern begins with the line break itself: a leading `\s*` would be tried at
			// every blank of a megabyte of blanks.
			.replace(/(?:[\r\n]|%0a|%0d)(?:[\s>|]|%20|%09|%0a|%0d|%3e|%7c)*/giu, '')
			.replace(/\s|%(?:25)*(?:20|09|c2%(?:25)*a0)|[\u00ad\u200b-\u200f\u2060\ufeff]/giu, '')
	);
}

/** Lone surrogates replaced, because `encodeURIComponent` throws on them. */
function wellFormed(text: string): string {
	return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Joins entries into a fragment without its `#`. */
export function formatFragment(
	entries: readonly (readonly [key: string, value: string])[]
): string {
	return entries
		.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
		.join('&');
}
