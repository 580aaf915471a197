/** Longest text that a message repeats. */
const QUOTE_CHARACTERS = 80;
/**
 * Control characters, line and paragraph separators, lone surrogates, and characters that reorder
 * or hide text.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escaped(character: string): string {
	const code = (character.codePointAt(0) ?? 0).toString(16);
	return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/**
 * Makes a text from outside safe to print: characters that a terminal would obey, or that would
 * hide or reorder text, are written as `\u001b`, and a long text is cut. Every message that repeats
 * a name or a value uses this function or `quote`, so that no link and no file can control a
 * terminal or fill a screen.
 * @param limit characters kept, not counting the note that the text was cut
 */
export function printable(text: string, limit: number = QUOTE_CHARACTERS): string {
	const isCut = text.length > limit;
	// A cut must not halve a surrogate pair.
	const kept = isCut
		? Array.from(text.slice(0, limit + 1))
				.slice(0, -1)
				.join('')
		: text;
	const clean = kept.replace(UNPRINTABLE, escaped);
	return isCut ? `${clean}… (${String(text.length)} characters)` : clean;
}

/**
 * A value as messages show it: a text in quotation marks, anything else as JSON; made printable and
 * cut.
 */
export function quote(value: unknown, limit: number = QUOTE_CHARACTERS): string {
	if (typeof value === 'string') return `"${printable(value, limit)}"`;
	if (typeof value === 'number' || typeof value === 'bigint') return String(value);
	return printable(jsonOf(value), limit);
}

function jsonOf(value: unknown): string {
	try {
		// `undefined`, functions and symbols have no JSON.
		const text: unknown = JSON.stringify(value);
		return typeof text === 'string' ? text : typeof value;
	} catch {
		// Cyclic objects and bigints inside objects have none either. A message about a value must
		// not fail on it.
		return typeof value;
	}
}
