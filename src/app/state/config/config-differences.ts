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
 * How long a run is trained and when it is looked at: as little as what is measured then does it
 * change what it learns.
 */
const WATCHING: ReadonlySet<string> = new Set(['steps', 'evaluate_every']);

/** Whether a run of one config trains as one of the other does, seeds aside. */
export function trainAlike(a: RunConfig, b: RunConfig): boolean {
	const schemas = schemasFor(a);
	return differences(a, b).every((key) => {
		const schema = schemas[key];
		const isJudging = schema?.applies === 'analysis' || schema?.group === 'measures';
		return key.startsWith('seed') || WATCHING.has(key) || isJudging;
	});
}
