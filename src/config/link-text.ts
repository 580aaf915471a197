/** One `key=value` of a fragment, decoded. */
interface LinkEntry {
	readonly key: string;
	readonly value: string;
	/** Its percent-encoding is broken; key and value are the raw text. */
	readonly isMalformed: boolean;
}

/** No link of ours is longer; whatever follows in a hostile one is not looked at. */
export const MAX_LINK_ENTRIES = 200;

const SHOWN_LENGTH = 60;

/**
 * Splits a fragment, with or without its `#`, at `&` and the first `=`. A plus stays a plus: `1e+3` is a number.
 * Never throws; at most `MAX_LINK_ENTRIES` entries are read.
 */
export function parseFragment(fragment: string): {
	readonly entries: readonly LinkEntry[];
	readonly isTruncated: boolean;
} {
	const text = fragment.startsWith('#') ? fragment.slice(1) : fragment;
	// The limit keeps a fragment of a million separators from being split into a million strings.
	const pieces = text.split('&', MAX_LINK_ENTRIES + 1);
	return {
		entries: pieces
			.slice(0, MAX_LINK_ENTRIES)
			.filter((piece) => piece !== '')
			.map(parseEntry),
		isTruncated: pieces.length > MAX_LINK_ENTRIES
	};
}

function parseEntry(piece: string): LinkEntry {
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

function decodeText(text: string): string | undefined {
	try {
		return wellFormed(decodeURIComponent(text));
	} catch {
		// URIError is the only thing that decodeURIComponent throws.
		return undefined;
	}
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

/** Text from a link, short enough for a sentence. Raw: whoever shows it escapes it. */
export function shown(text: string): string {
	if (text.length <= SHOWN_LENGTH) return text;
	return `${[...text.slice(0, SHOWN_LENGTH)].slice(0, -1).join('')}… (${String(text.length)} characters)`;
}
