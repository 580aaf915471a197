import {
	anything,
	checkJson,
	checkValue,
	type Checked,
	type Schema
} from '../../engine/checkpoint/checked-json.ts';
import { FormatError } from './format-error.ts';
import { migrated, versionOf, type FormattedPart } from './run-format.ts';

const formatIn = (value: unknown): unknown =>
	typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;

/** A value that `migrated` turns into the newest version, by its schema. */
export function checkMigrated<Value>(
	{ part, version, name }: { part: FormattedPart; version: number; name: string },
	schema: Schema<Value>,
	json: string
): Checked<Value> {
	const parsed = checkJson(anything(), json, name);
	if (parsed.problems.length > 0) return { value: undefined, problems: parsed.problems };
	return checkValue(schema, migrated(part, version, parsed.value), name);
}

/**
 * The JSON file of a part whose member `format` says its version.
 * @param name of the file, which begins every sentence
 * @throws FormatError with a sentence for everything that is wrong in it; one sentence where the
 * format is of a newer version or of no run
 */
export function decodeFormatted<Value>(
	part: FormattedPart,
	schema: Schema<Value>,
	json: string,
	name: string
): Value {
	const parsed = checkJson(anything(), json, name);
	if (parsed.problems.length > 0) throw new FormatError(parsed.problems);
	const value: unknown = parsed.value;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new FormatError(checkValue(schema, value, name).problems);
	}
	const version = versionNamed(part, formatIn(value), name);
	const checked = checkValue(schema, migrated(part, version, value), name);
	if (checked.value === undefined) throw new FormatError(checked.problems);
	return checked.value;
}

function versionNamed(part: FormattedPart, format: unknown, name: string): number {
	try {
		return versionOf(part, format);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		throw new FormatError(error.problems.map((problem) => `${name}: ${problem}`));
	}
}
