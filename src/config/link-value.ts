import { decoded, withoutBlanks } from './link-text.ts';

/** Marks that sentences, brackets and mail programs add around a value. */
const BEFORE_VALUE = /^["'`´‘’“”„«»(<[{*]+/u;
const AFTER_VALUE = /["'`´‘’“”«»)>\]}*.,;:!?…|\\#/]+$/u;
const DASHES = /[\u2010-\u2015\u2212]/gu;

/** Longer texts are not repaired: even a mangled value, such as a list of numbers, is shorter. */
const LONGEST_VALUE = 4000;

/**
 * Texts that a mangled value may have been, the likeliest first: without blanks and line breaks,
 * decoded once more, without the punctuation around it, in lower case.
 */
export function mendedValues(text: string): readonly string[] {
	if (text.length > LONGEST_VALUE) return [];
	const whole = withoutBlanks(decoded(withoutBlanks(text)));
	const bare = whole.replace(BEFORE_VALUE, '').replace(AFTER_VALUE, '');
	const plain = bare.normalize('NFKC').replace(DASHES, '-').toLowerCase();
	return [...new Set([whole, bare, plain])].filter((mended) => mended !== text);
}
