/** Shorter texts are not folded: the button would take as much room as it saves. */
const SHORT = 180;
/** The end of a sentence. */
const END = /[.?!] (?=\p{Lu})/u;

/** A text as its first sentence and the rest, which is folded at first. */
export function foldedText(text: string): { readonly start: string; readonly rest: string } {
	const end = END.exec(text);
	if (text.length <= SHORT || end === null) return { start: text, rest: '' };
	return { start: text.slice(0, end.index + 1), rest: text.slice(end.index + 2) };
}
