/** The number that a text means, or the reason why it cannot be read as one. */
export type NumberReading =
	| { readonly value: number }
	| {
			readonly value: undefined;
			/**
			 * The end of a sentence that begins with the text, such as
			 * `can be read as 1 or as 1000`; empty if the text is no number at all.
			 */
			readonly reason: string;
	  };

/** Longer texts are no numbers; a pattern match on a megabyte of digits would freeze the page. */
const LONGEST_NUMBER = 100;

/**
 * The zeros of the decimal digits of other scripts: Arabic, Persian, Devanagari, Bengali, Thai,
 * full-width.
 */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0xff10];
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** Minus signs, and dashes and hyphens used as one. */
const MINUS = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/gu;
/**
 * Marks that only ever separate thousands: blanks of any width, apostrophes, the Arabic sign, `_`.
 */
const GROUPING = /[\s'’ʼ\u066c_]/gu;
/** The decimal mark of Arabic numbers. */
const ARABIC_POINT = '\u066b';
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u2060\ufeff]/gu;

const NO_NUMBER: NumberReading = { value: undefined, reason: '' };

function plainDigit(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	const zero = ZEROS.find((start) => code >= start && code <= start + 9);
	return zero === undefined ? character : String(code - zero);
}

/** `10⁻³`, `2·10^-3` and `2x10⁻³` as `1e-3` and `2e-3`. */
function plainPower(text: string): string {
	return text
		.replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/gu, (run) => `^${Array.from(run, plainExponent).join('')}`)
		.replace(/^([+-]?)10\^([+-]?\d+)$/u, '$11e$2')
		.replace(/\s*[·×*xX]\s*10\^([+-]?\d+)$/u, 'e$1');
}

const plainExponent = (character: string): string =>
	character === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(character));

function normalised(text: string): string {
	const plain = text
		.replace(INVISIBLE, '')
		.replace(MINUS, '-')
		.replace(/[^\p{ASCII}]/gu, plainDigit)
		.replace(/\uff0b/gu, '+')
		.replace(/[\uff0e\u2024]/gu, '.')
		.replace(/[\uff0c\u060c]/gu, ',')
		.replace(/[Ｅｅ]/gu, 'e')
		.trim()
		// A sign may be separated from its number.
		.replace(/^([+-])\s+/u, '$1');
	return plainPower(plain);
}

/** Whether digits are in groups of three after a first group of one to three. */
const isGrouped = (text: string, mark: string): boolean => {
	const [first = '', ...rest] = text.split(mark);
	return /^[1-9]\d{0,2}$/.test(first) && rest.length > 0 && rest.every((g) => /^\d{3}$/.test(g));
};

/** Removes unambiguous marks between thousands if all of them are at thousands. */
function withoutGrouping(whole: string): string | undefined {
	const marks = new Set(whole.match(GROUPING));
	const [mark] = marks;
	if (mark === undefined) return whole;
	return marks.size === 1 && isGrouped(whole, mark) ? whole.replaceAll(mark, '') : undefined;
}

/** Digits with at most one decimal point, or the reason why a text is no number. */
type Decimal = string | { readonly reason: string };

const NONE = { reason: '' };

/** `1.000,5` and `1,000.5`: the last mark is the decimal one. */
function withBothMarks(text: string, mark: string, other: string): Decimal {
	const [whole = '', fraction = '', ...rest] = text.split(mark);
	if (rest.length > 0 || !isGrouped(whole, other)) return NONE;
	return `${whole.replaceAll(other, '')}.${fraction}`;
}

function withOneMark(text: string, mark: string, isWhole: boolean): Decimal {
	const [whole = '', fraction = '', ...rest] = text.split(mark);
	if (rest.length > 0) return isGrouped(text, mark) ? text.replaceAll(mark, '') : NONE;
	// If decimals are allowed, a point is a decimal point, as everywhere on the page.
	if (isGrouped(text, mark) && (mark === ',' || isWhole)) {
		const small = String(Number(`${whole}.${fraction}`));
		return { reason: `can be read as ${small} or as ${whole}${fraction}` };
	}
	const digits = withoutGrouping(whole);
	return digits === undefined ? NONE : `${digits}.${fraction}`;
}

function plainDecimal(text: string, isWhole: boolean): Decimal {
	const [point, comma] = [text.lastIndexOf('.'), text.lastIndexOf(',')];
	if (text.includes(ARABIC_POINT)) {
		return point < 0 && comma < 0 ? withOneMark(text, ARABIC_POINT, false) : NONE;
	}
	if (point < 0 && comma < 0) return withoutGrouping(text) ?? NONE;
	const [mark, other] = point > comma ? ['.', ','] : [',', '.'];
	return text.includes(other) ? withBothMarks(text, mark, other) : withOneMark(text, mark, isWhole);
}

/**
 * Reads a number as people write it in any country: `1.5`, `1,5`, `1.000,5`, `12 345`, `1e-3`,
 * `10⁻³`, `−2`, `１２`, `١٫٥`. A text with two meanings (`1,000`) is not read, and no number is
 * rounded to zero or to infinity.
 * @param isWhole whether the number must be whole; then `10.000` has two meanings too
 */
export function readNumber(text: string, isWhole: boolean): NumberReading {
	if (text.length > LONGEST_NUMBER) return NO_NUMBER;
	const parts = /^([+-]?)(.*?)(?:[eE]([+-]?\d+))?$/su.exec(normalised(text));
	if (parts === null) return NO_NUMBER;
	const [, sign = '', mantissa = '', exponent = '0'] = parts;
	const decimal = plainDecimal(mantissa, isWhole);
	if (typeof decimal !== 'string') return { value: undefined, ...decimal };
	if (!/^(\d+\.?\d*|\.\d+)$/.test(decimal)) return NO_NUMBER;
	const value = Number(`${sign}${decimal}e${exponent}`);
	if (!Number.isFinite(value)) return { value: undefined, reason: 'is too large for a number' };
	if (value === 0 && /[1-9]/.test(decimal)) {
		return { value: undefined, reason: 'is too small to differ from 0' };
	}
	return { value };
}
