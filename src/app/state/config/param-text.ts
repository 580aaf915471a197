import { readNumber, type NumberReading } from '../../../config/number-text.ts';
import {
	describeExpectation,
	type NumberParam,
	type ParamSchema,
	type ParamValue
} from '../../../engine/core/param-schema.ts';
import { formatNumber } from '../format.ts';

const PERCENT = '\u202f%';

/** Digits that a fraction keeps when it is multiplied or divided by 100. */
const PRECISION = 12;
const rounded = (value: number) => Number(value.toPrecision(PRECISION));

const isPercent = (schema: ParamSchema | undefined): boolean =>
	schema !== undefined && 'display' in schema && schema.display === 'percent';

/** A number as a sentence names it: "65 %", "0.001". Without a schema it is a plain number. */
export const numberText = (schema: ParamSchema | undefined, value: number): string =>
	isPercent(schema) ? `${formatNumber(rounded(value * 100))}${PERCENT}` : formatNumber(value);

/** A number as its field shows it: "65 %", "−1", "10⁻⁸", without groups of digits "40000". */
export const entryText = (schema: NumberParam, value: number): string =>
	Number.isInteger(value) && !isPercent(schema)
		? String(value).replace(/^-/, '−')
		: numberText(schema, value);

/**
 * Reads the text of a number field. A field in percent takes "65 %" and "65", and a number below 1
 * without the sign as a fraction: 0.65.
 */
export function readEntry(schema: NumberParam, text: string): NumberReading {
	const isWhole = schema.kind === 'int';
	if (!isPercent(schema)) return readNumber(text, isWhole);
	const number = text.trim().replace(/\s*%$/u, '');
	const hasSign = number !== text.trim();
	const reading = readNumber(number, isWhole);
	if (reading.value === undefined || (!hasSign && reading.value < 1)) return reading;
	return { value: rounded(reading.value / 100) };
}

/** What a field takes, in words. */
export function describeEntry(schema: ParamSchema): string {
	if (!isPercent(schema) || !('slider' in schema)) return describeExpectation(schema);
	const { min, max } = schema;
	return `a share from ${numberText(schema, min)} to ${numberText(schema, max)}`;
}

/** A value in words: "65 %", "on", the label of a choice, "none" for an empty list. */
export function valueText(schema: ParamSchema | undefined, value: ParamValue): string {
	if (typeof value === 'number') return numberText(schema, value);
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	const options = schema?.kind === 'choice' ? schema.options : [];
	const text = options.find((option) => option.value === value)?.label ?? value;
	return text === '' ? 'none' : text;
}
