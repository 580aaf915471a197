import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor, SPEC_KINDS } from '../../../config/schemas.ts';

/**
 * The spec kinds and value keys in which two configs differ; a key that only one of them has
 * counts.
 */
export function differences(a: RunConfig, b: RunConfig): readonly string[] {
	const keys = new Set([...Object.keys(a.values), ...Object.keys(b.values)]);
	return [
		...SPEC_KINDS.filter((kind) => a[kind] !== b[kind]),
		...[...keys].filter((key) => a.values[key] !== b.values[key])
	];
}

/**
 * Settings that say how long a run trains and when it is evaluated. Like the measures, they do not
 * change what it learns.
 */
const OBSERVATION_KEYS: ReadonlySet<string> = new Set(['steps', 'evaluate_every']);

/** The differences of two configs that change what a run learns, seeds included. */
export function trainingDifferences(a: RunConfig, b: RunConfig): readonly string[] {
	const schemas = schemasFor(a);
	return differences(a, b).filter((key) => {
		const schema = schemas[key];
		const isObservation = schema?.applies === 'analysis' || schema?.group === 'measures';
		return !OBSERVATION_KEYS.has(key) && !isObservation;
	});
}

/** Whether two configs train in the same way, apart from their seeds. */
export const trainAlike = (a: RunConfig, b: RunConfig): boolean =>
	trainingDifferences(a, b).every((key) => key.startsWith('seed'));
