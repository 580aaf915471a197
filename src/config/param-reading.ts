import {
	describeExpectation,
	isValid,
	parseParam,
	type ParamSchema,
	type ParamValue
} from '../engine/core/param-schema.ts';
import type { ValueReading } from './link-reader.ts';
import { readNumber } from './number-text.ts';

/** Longer texts are no numbers; a pattern match on a megabyte of digits would freeze the page. */
const LONGEST_NUMBER = 100;

const isNumber = ({ kind }: ParamSchema): boolean => kind === 'int' || kind === 'float';

/**
 * Reads a value as links are written. Kinds other than numbers check their length themselves before
 * matching a pattern.
 */
function parseStrictly(schema: ParamSchema, text: string): ParamValue | undefined {
	// A trailing point ends a sentence and is no part of the number.
	if (isNumber(schema) && (text.length > LONGEST_NUMBER || text.endsWith('.'))) return undefined;
	const value = parseParam(schema, text);
	// A number too small for float64 is not read as 0, and 10.000 is not read as 10 because it may
	// mean 10000.
	return isNumber(schema) && readNumber(text, schema.kind === 'int').value === undefined
		? undefined
		: value;
}

/** Reads a number as people write it. */
function parseLoosely(schema: ParamSchema, text: string): ParamValue | undefined {
	if (!isNumber(schema)) return undefined;
	const { value } = readNumber(text, schema.kind === 'int');
	return value !== undefined && isValid(schema, value) ? value : undefined;
}

function whyNoNumber(schema: ParamSchema, text: string): string {
	const reading = readNumber(text, schema.kind === 'int');
	return isNumber(schema) && reading.value === undefined ? reading.reason : '';
}

/** How a link's value of a parameter is read. */
export const readingOf = (schema: ParamSchema): ValueReading<ParamValue> => ({
	expected: describeExpectation(schema),
	parse: (text) => parseStrictly(schema, text),
	parseLoosely: (text) => parseLoosely(schema, text),
	explain: (text) => whyNoNumber(schema, text)
});
