import { decoded, withoutBlanks } from './link-text.ts';

/** What sentences, brackets and mail programs leave behind a link and around a value. */
const BEFORE_VALUE = /^["'`´‘’“”„«»(<[{*]+/u;
const AFTER_VALUE = /["'`´‘’“”«»)>\]}*.,;:!?…|\\#/]+$/u;
const DASHES = /[\u2010-\u2015\u2212]/gu;

/** No value of ours is longer (a list of whole numbers), whatever has been done to it. */
const LONGEST_VALUE = 4000;

/**
 * What a text may have been before it was changed on its way, the likeliest first: without blanks
 * and line breaks, decoded once more, without the punctuation around it, in lower case.
 */
export function mendedValues(text: string): readonly string[] {
	if (text.length > LONGEST_VALUE) return [];
	const whole = withoutBlanks(decoded(withoutBlanks(text)));
	const bare = whole.replace(BEFORE_VALUE, '').replace(AFTER_VALUE, '');
	const plain = bare.normalize('NFKC').replace(DASHES, '-').toLowerCase();
	return [...new Set([whole, bare, plain])].filter((mended) => mended !== text);
}
