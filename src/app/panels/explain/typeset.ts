/** A piece of a text: plain, or a symbol with its subscript. */
export interface TextPiece {
	readonly text: string;
	/** Empty for plain text. */
	readonly subscript: string;
}

/** A symbol of the papers as it is written in ids: W_E, w_k, d_model. */
const SYMBOL = /(?<![\w`])([A-Za-z])_([A-Za-z]{1,5})(?!\w)/g;

/** Splits a text at its symbols, so that W_E can be set as a W with the subscript E. */
export function typeset(text: string): readonly TextPiece[] {
	const pieces: TextPiece[] = [];
	let from = 0;
	for (const found of text.matchAll(SYMBOL)) {
		const [all, symbol = '', subscript = ''] = found;
		if (found.index > from) pieces.push({ text: text.slice(from, found.index), subscript: '' });
		pieces.push({ text: symbol, subscript });
		from = found.index + all.length;
	}
	if (from < text.length) pieces.push({ text: text.slice(from), subscript: '' });
	return pieces;
}
