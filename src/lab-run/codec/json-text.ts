/** A float32 with 9 significant digits reads back as itself. */
const FLOAT32_DIGITS = 9;

/** The shortest decimal that is the same float32. */
function shortNumber(value: number): number {
	if (Number.isInteger(value) || !Number.isFinite(value)) return value;
	for (let digits = 1; digits < FLOAT32_DIGITS; digits++) {
		const short = Number(value.toPrecision(digits));
		if (Math.fround(short) === Math.fround(value)) return short;
	}
	return Number(value.toPrecision(FLOAT32_DIGITS));
}

const isNumbers = (value: unknown): value is Float32Array | Float64Array | Uint32Array =>
	value instanceof Float32Array || value instanceof Float64Array || value instanceof Uint32Array;

/** JSON of a value that is no object. Numbers that are none are null. */
const scalar = (value: unknown): string => JSON.stringify(value ?? null);

/**
 * Readable JSON: one member per line, but a list of numbers or texts on one line. Typed arrays
 * become lists with float32's precision. NaN and infinities become null, and undefined members are
 * left out.
 */
export function jsonText(value: unknown, indent = ''): string {
	if (isNumbers(value))
		return `[${Array.from(value, (one) => scalar(shortNumber(one))).join(', ')}]`;
	if (typeof value !== 'object' || value === null) return scalar(value);
	const inner = `${indent}\t`;
	if (Array.isArray(value)) {
		const items: readonly unknown[] = value;
		if (items.every((item) => typeof item !== 'object' || item === null)) {
			return `[${items.map(scalar).join(', ')}]`;
		}
		return block(
			'[]',
			indent,
			items.map((item) => jsonText(item, inner))
		);
	}
	const members = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.map(([key, member]) => `${JSON.stringify(key)}: ${jsonText(member, inner)}`);
	return block('{}', indent, members);
}

function block(brackets: '[]' | '{}', indent: string, parts: readonly string[]): string {
	if (parts.length === 0) return brackets;
	const [open, close] = [brackets.slice(0, 1), brackets.slice(1)];
	const lines = parts.map((part) => `${indent}\t${part}`);
	return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}
