import * as v from 'valibot';
import { LabError } from '../core/lab-error.ts';
import type { ParamValue } from '../core/param-schema.ts';
import { printable, quote } from '../core/quote.ts';

/**
 * What a value in a file has to be. The message of a schema is its expectation, the words after
 * "expected": a sentence names the file, the keys that lead to the value, the expectation and the
 * value.
 */
export type Schema<Value> = v.GenericSchema<unknown, Value>;
type Entries = Readonly<Record<string, Schema<unknown>>>;

/** Sentences beyond these say nothing new. */
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
/** A value of a form that the expectation names. */
export const matching = <Value>(isRight: (value: unknown) => value is Value, expectation: string) =>
	v.custom<Value>(isRight, expectation);
export const anything = () => v.unknown();
/** A number, null where it is none: JSON has no word for it. */
export const numberOrNull = () =>
	v.custom<number | null>((value) => value === null || Number.isFinite(value), 'a number');
/** A list of them, looked at as one: there may be a hundred thousand. */
export const numbers = () =>
	v.custom<readonly (number | null)[]>(
		(value) => Array.isArray(value) && value.every((one) => one === null || Number.isFinite(one)),
		'a list of numbers'
	);
/** A number, a truth value or a text, which anything may be written as. */
export const param = () =>
	v.custom<ParamValue>(
		(value) => Number.isFinite(value) || ['boolean', 'string'].includes(typeof value),
		'a text'
	);
export const list = <const Item extends Schema<unknown>>(item: Item) => v.array(item, 'a list');
export const nullable = <const Inner extends Schema<unknown>>(inner: Inner) => v.nullable(inner);
/** A value that a file of an earlier version may not have. */
export const absentOr = <const Inner extends Schema<unknown>>(inner: Inner) =>
	v.exactOptional(inner);

const objectFirst = () => v.custom<Readonly<Record<string, unknown>>>(isObject, 'an object');

/** An object whose members are all of one kind. */
export const members = <const Member extends Schema<unknown>>(member: Member) =>
	v.pipe(objectFirst(), v.record(v.string(), member));

/** What a member that is not there had to be. */
function expectationOf(schema: unknown): string {
	const message = isObject(schema) ? schema['message'] : undefined;
	return typeof message === 'string' ? message : 'a value';
}

/** An object with these members; others are left out. */
export const fields = <const Of extends Entries>(entries: Of) =>
	v.pipe(
		objectFirst(),
		v.object(entries, ({ path }) => expectationOf(entries[String(path?.at(-1)?.key)]))
	);

/** What a schema makes of a value, or a sentence for everything that is wrong with it. */
export type Checked<Value> =
	| { readonly value: Value; readonly problems: readonly [] }
	| { readonly value: undefined; readonly problems: readonly string[] };

/**
 * Name and keys as the beginning of a sentence; nothing for a file without a name, of which the
 * whole is meant.
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

/** @param name of the file, which begins every sentence; empty where the caller adds it */
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

/** The same of a file's text. @param wanted what it had to hold, for a text that is no JSON */
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

/** @throws LabError `bad-checkpoint` with every problem */
export function valueOf<Value>(checked: Checked<Value>): Value {
	if (checked.value !== undefined) return checked.value;
	throw new LabError('bad-checkpoint', checked.problems.join('; '));
}
