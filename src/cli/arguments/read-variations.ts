import {
	allVariations,
	perReplicaKeys,
	type VariedKey,
	type Variation
} from '../../config/replicas.ts';
import type { RunConfig } from '../../config/run-config.ts';
import { schemasFor, SPEC_KINDS } from '../../config/schemas.ts';
import {
	describeExpectation,
	parseParam,
	type ParamSchema,
	type ParamValue
} from '../../engine/core/param-schema.ts';
import { printable, quote } from '../../engine/core/quote.ts';
import { MOST_REPLICAS } from '../../lab-run/codec/checkpoint-codec.ts';
import type { Problems } from './problems.ts';

type Settings = readonly (readonly [key: string, text: string])[];

const RANGE = /^(-?\d{1,15})\.\.(-?\d{1,15})$/;

/** The texts of the values of a list entry: the entry itself, or all values of a range. */
function entryTexts(name: string, schema: ParamSchema, entry: string): readonly string[] | string {
	const [, first, last] = RANGE.exec(entry) ?? [];
	if (first === undefined || last === undefined) return [entry];
	const [from, to] = [Number(first), Number(last)];
	if (schema.kind !== 'int') {
		return `${name}: expected values with commas between, since only whole numbers have ranges, got ${quote(entry)}`;
	}
	const count = to - from + 1;
	if (count >= 1 && count <= MOST_REPLICAS) {
		return Array.from({ length: count }, (_, i) => String(from + i));
	}
	return `${name}: expected a range of 1 to ${String(MOST_REPLICAS)} whole numbers, smallest first, got ${quote(entry)}`;
}

/** The values of a key, or a sentence for everything that is wrong with them. */
function valuesOf(
	name: string,
	schema: ParamSchema,
	text: string
): { readonly values: readonly ParamValue[]; readonly problems: readonly string[] } {
	const problems: string[] = [];
	const values: ParamValue[] = [];
	for (const entry of text.split(',')) {
		const texts = entryTexts(name, schema, entry.trim());
		if (typeof texts === 'string') {
			problems.push(texts);
			continue;
		}
		for (const one of texts) {
			const value = parseParam(schema, one);
			if (value === undefined) {
				problems.push(`${name}: expected ${describeExpectation(schema)}, got ${quote(one)}`);
				break;
			}
			if (values.includes(value)) {
				problems.push(`${name}: expected different values, got ${String(value)} twice`);
				break;
			}
			values.push(value);
		}
	}
	return { values, problems };
}

/** Why a key cannot be varied. */
function keyProblem(config: RunConfig, key: string): string | undefined {
	const allowed = perReplicaKeys(config);
	if (allowed.includes(key)) return undefined;
	const listed = allowed.join(', ');
	const isShared = [...SPEC_KINDS, ...Object.keys(schemasFor(config))].includes(key);
	return isShared
		? `--vary ${key}: expected a parameter in which replicas of one plan may differ (${listed}), got one that they share: start a run for each value`
		: `--vary ${printable(key)}: expected one of ${listed}`;
}

/**
 * The variations that `--vary` asks for: every combination, the values of the first key changing
 * slowest. Undefined without any, or where something is wrong with them.
 * @param settings of `--set`, which may not give a key too
 */
export function readVariations(
	config: RunConfig,
	variations: Settings,
	settings: Settings,
	problems: Problems
): readonly Variation[] | undefined {
	const schemas = schemasFor(config);
	const before = problems.all.length;
	const keys: VariedKey[] = [];
	for (const [key, text] of variations) {
		const name = `--vary ${printable(key)}`;
		const wrong = keyProblem(config, key);
		const schema = schemas[key];
		if (wrong !== undefined || schema === undefined) {
			problems.add(wrong ?? name);
			continue;
		}
		if (keys.some((other) => other.key === key)) {
			problems.add(`${name}: expected once, got it again`);
		}
		if (settings.some(([other]) => other === key)) {
			problems.add(`${name}: expected a key that --set does not give, got both`);
		}
		const read = valuesOf(name, schema, text);
		problems.add(...read.problems);
		keys.push({ key, values: read.values });
	}
	if (variations.length === 0 || problems.all.length > before) return undefined;
	const count = keys.reduce((product, { values }) => product * values.length, 1);
	if (count <= MOST_REPLICAS) return allVariations(keys);
	problems.add(
		`--vary: expected at most ${String(MOST_REPLICAS)} combinations, one for each replica, got ${String(count)}`
	);
	return undefined;
}
