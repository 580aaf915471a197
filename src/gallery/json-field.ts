import { LabError } from '../engine/core/lab-error.ts';
import type { ParamValue } from '../engine/core/param-schema.ts';
import { printable, quote } from '../engine/core/quote.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const SHOWN_CHARACTERS = 40;

const describe = (value: unknown): string =>
	value === undefined ? 'nothing' : quote(value, SHOWN_CHARACTERS);

/** A value in a JSON file with its path, for errors that name it. Reading it as something else than it is throws. */
export class JsonField {
	readonly path: string;
	readonly value: unknown;

	/** @param path the file's name, then the keys that lead here */
	constructor(value: unknown, path: string) {
		this.value = value;
		this.path = path;
	}

	/** @throws LabError `bad-checkpoint` when it is not JSON */
	static parse(text: string, file: string): JsonField {
		try {
			return new JsonField(JSON.parse(text), file);
		} catch (cause) {
			throw new LabError(
				'bad-checkpoint',
				`${file}: expected JSON: ${printable(String(cause), 200)}`
			);
		}
	}

	/** A member of an object; `undefined` inside when it has none by that name. */
	at(key: string): JsonField {
		const object = this.#object();
		const value = Object.hasOwn(object, key) ? object[key] : undefined;
		return new JsonField(value, `${this.path}: ${printable(key, SHOWN_CHARACTERS)}`);
	}

	/** The members of an object. */
	entries(): readonly (readonly [string, JsonField])[] {
		return Object.keys(this.#object()).map((key) => [key, this.at(key)] as const);
	}

	/** The members of an object, read one by one. */
	map<Value>(read: (field: JsonField) => Value): Readonly<Record<string, Value>> {
		return Object.fromEntries(this.entries().map(([key, field]) => [key, read(field)] as const));
	}

	list(): readonly JsonField[] {
		if (!Array.isArray(this.value)) return this.#wrong('a list');
		return this.value.map((value, i) => new JsonField(value, `${this.path}[${String(i)}]`));
	}

	text(): string {
		return typeof this.value === 'string' ? this.value : this.#wrong('a text');
	}

	number(): number {
		return typeof this.value === 'number' ? this.value : this.#wrong('a number');
	}

	/** A number, a truth value or a text. */
	param(): ParamValue {
		const { value } = this;
		return typeof value === 'number' || typeof value === 'boolean' ? value : this.text();
	}

	/** A list of numbers, null for one that is not finite. */
	numbers(): Float64Array {
		return Float64Array.from(this.list(), (field) => (field.value === null ? NaN : field.number()));
	}

	/** What `read` makes of it; undefined for null. */
	optional<Value>(read: (field: JsonField) => Value): Value | undefined {
		return this.value === null ? undefined : read(this);
	}

	#object(): Readonly<Record<string, unknown>> {
		return isObject(this.value) ? this.value : this.#wrong('an object');
	}

	#wrong(expected: string): never {
		throw new LabError(
			'bad-checkpoint',
			`${this.path}: expected ${expected}, got ${describe(this.value)}`
		);
	}
}
