import * as v from 'valibot';
import { LabError } from '../core/lab-error.ts';
import type { ParamValue } from '../core/param-schema.ts';
import { printable, quote } from '../core/quote.ts';

/**
 * The schema of a value in a file. Its message is its expectation, i.e. the words after "expected".
 * An error names the file, the keys that lead to the value, the expectation and the value.
 */
export type Schema<Value> = v.GenericSchema<unknown, Value>;
type Entries = Readonly<Record<string, Schema<unknown>>>;

/** Largest number of problems in one message; more would tell the reader nothing new. */
const MOST_PROBLEMS = 20;
const SHOWN_CHARACTERS = 40;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = () => v.string('a text');
export const truth = () => v.boolean('true or false');
/** One of these texts. */
export const oneOf = <const Names extends readonly string[]>(names: Names) =>
	v.picklist(names, `one of ${names.join(', ')}`);
/** Finite, in a closed range. */
export const number = (min = -Number.MAX_VALUE, max = Number.MAX_VALUE) =>
	v.custom<number>(
		(value) => Number.isFinite(value) && Number(value) >= min && Number(value) <= max,
		min === -Number.MAX_VALUE ? 'a number' : `a number from ${String(min)} to ${String(max)}`
	);
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER) =>
	v.custom<number>(
		(value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
		`a whole number from ${String(min)}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${String(max)}`}`
	);
/** A value for which `isRight` holds; `expectation` says this in words. */
export const matching = <Value>(isRight: (value: unknown) => value is Value, expectation: string) =>
	v.custom<Value>(isRight, expectation);
export const anything = () => v.unknown();
/** A number; null is read as NaN, for which JSON has no text. */
export const numberOrNull = () =>
	v.custom<number | null>((value) => value === null || Number.isFinite(value), 'a number');
/** A list of numbers, checked as a single value because it may have a hundred thousand entries. */
export const numbers = () =>
	v.custom<readonly (number | null)[]>(
		(value) => Array.isArray(value) && value.every((one) => one === null || Number.isFinite(one)),
		'a list of numbers'
	);
/** A list of numbers as a float64 array; null is read as NaN. */
export const float64s = () =>
	v.pipe(
		numbers(),
		v.transform((values) => Float64Array.from(values, (one) => one ?? NaN))
	);
/** The same as a float32 array. */
export const float32s = () =>
	v.pipe(
		numbers(),
		v.transform((values) => Float32Array.from(values, (one) => one ?? NaN))
	);
/** The value of a parameter: a number, a truth value or a text. */
export const param = () =>
	v.custom<ParamValue>(
		(value) => Number.isFinite(value) || ['boolean', 'string'].includes(typeof value),
		'a text'
	);
export const list = <const Item extends Schema<unknown>>(item: Item) => v.array(item, 'a list');
export const nullable = <const Inner extends Schema<unknown>>(inner: Inner) => v.nullable(inner);
/** JSON has no word for undefined: it is written as null. */
export const undefinedOr = <const Inner extends Schema<unknown>>(inner: Inner) =>
	v.pipe(
		v.nullable(inner),
		v.transform((value) => value ?? undefined)
	);
/** JSON has no word for NaN: it is written as null. */
export const numberOrNaN = () =>
	v.pipe(
		numberOrNull(),
		v.transform((value) => value ?? NaN)
	);
/** A value under other names than in the file. */
export const mapped = <From, To>(inner: Schema<From>, map: (value: From) => To): Schema<To> =>
	v.pipe(inner, v.transform(map));
/** A value that may be absent, e.g. in a file of an earlier version. */
export const absentOr = <const Inner extends Schema<unknown>>(inner: Inner) =>
	v.exactOptional(inner);

const objectFirst = () => v.custom<Readonly<Record<string, unknown>>>(isObject, 'an object');

/** An object whose member `kind` names one of these schemas. */
export const byKind = <Value>(kinds: Readonly<Record<string, Schema<Value>>>): Schema<Value> =>
	v.lazy((value) => {
		const kind = isObject(value) ? String(value['kind']) : '';
		const expectation = `an object whose kind is one of ${Object.keys(kinds).join(', ')}`;
		return (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? v.never(expectation);
	});

/** An object whose members all have the same schema. */
export const members = <const Member extends Schema<unknown>>(member: Member) =>
	v.pipe(objectFirst(), v.record(v.string(), member));

/** The expectation of a missing member. */
function expectationOf(schema: unknown): string {
	const message = isObject(schema) ? schema['message'] : undefined;
	return typeof message === 'string' ? message : 'a value';
}

/** An object with these members; other members are dropped. */
export const fields = <const Of extends Entries>(entries: Of) =>
	v.pipe(
		objectFirst(),
		v.object(entries, ({ path }) => expectationOf(entries[String(path?.at(-1)?.key)]))
	);

/** The checked value, or a sentence for each of its problems. */
export type Checked<Value> =
	| { readonly value: Value; readonly problems: readonly [] }
	| { readonly value: undefined; readonly problems: readonly string[] };

/**
 * File name and keys as the beginning of a sentence; empty for the whole of a file without a name.
 */
function placeOf(name: string, path: readonly { readonly key?: unknown }[] = []): string {
	const place = path.reduce((before, { key }) => {
		if (typeof key === 'number') return `${before}[${String(key)}]`;
		const word = printable(String(key), SHOWN_CHARACTERS);
		return before === '' ? word : `${before}: ${word}`;
	}, name);
	return place === '' ? '' : `${place}: `;
}

const got = (value: unknown): string =>
	value === undefined ? 'nothing' : quote(value, SHOWN_CHARACTERS);

/**
 * Checks a value against a schema.
 * @param name of the file, which begins every sentence; empty if the caller adds it
 */
export function checkValue<Value>(
	schema: Schema<Value>,
	value: unknown,
	name: string
): Checked<Value> {
	const result = v.safeParse(schema, value);
	if (result.success) return { value: result.output, problems: [] };
	const { issues } = result;
	const sentences = issues
		.slice(0, MOST_PROBLEMS)
		.map(
			({ path, message, input }) => `${placeOf(name, path)}expected ${message}, got ${got(input)}`
		);
	const more = issues.length - sentences.length;
	return {
		value: undefined,
		problems:
			more > 0
				? [...sentences, `${placeOf(name)}${String(more)} more problems of the kind`]
				: sentences
	};
}

/**
 * Parses and checks the text of a JSON file.
 * @param wanted the expectation that a text which is no JSON is reported with
 */
export function checkJson<Value>(
	schema: Schema<Value>,
	json: string,
	name: string,
	wanted = ''
): Checked<Value> {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (cause) {
		const why = printable(String(cause), 200);
		return { value: undefined, problems: [`${placeOf(name)}expected JSON${wanted}: ${why}`] };
	}
	return checkValue(schema, value, name);
}

/**
 * The checked value.
 * @throws LabError `bad-checkpoint` with every problem
 */
export function valueOf<Value>(checked: Checked<Value>): Value {
	if (checked.value !== undefined) return checked.value;
	throw new LabError('bad-checkpoint', checked.problems.join('; '));
}
