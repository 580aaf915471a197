/** One `key=value` of a fragment, decoded. */
export interface LinkEntry {
	readonly key: string;
	readonly value: string;
	/** Its percent-encoding is broken; key and value are the raw text. */
	readonly isMalformed: boolean;
}

/** Entries that are read: many more than all keys that a version could have. */
export const MAX_LINK_ENTRIES = 2000;

/**
 * Splits a fragment, given without its `#`, at `&` and the first `=`. A plus stays a plus: `1e+3`
 * is a number. Never throws; at most `MAX_LINK_ENTRIES` entries are read.
 */
export function parseFragment(fragment: string): {
	readonly entries: readonly LinkEntry[];
	/** Entries that were not read. */
	readonly unread: number;
} {
	const entries: LinkEntry[] = [];
	let unread = 0;
	// Not split at once: a fragment of a million separators would be a million strings.
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

/** @returns undefined where the percent-encoding is broken */
export function decodeText(text: string): string | undefined {
	try {
		return wellFormed(decodeURIComponent(text));
	} catch {
		// URIError is the only thing that decodeURIComponent throws.
		return undefined;
	}
}

/**
 * The text decoded as often as it was encoded, up to three times; as it is where its encoding is
 * broken.
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
 * The text without blanks, line breaks (with what a mail program puts before a quoted line) and
 * characters that cannot be seen, percent-encoded or not: none of them belongs into a key or a
 * value of ours.
 */
export function withoutBlanks(text: string): string {
	return (
		text
			// Nothing before the line break in the pattern: in a megabyte of blanks it would be
			// looked for at every one.
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
