import type { RunConfig } from '../../config/run-config.ts';
import { SPEC_KINDS } from '../../config/schemas.ts';

/** The spec kinds and value keys in which two configs differ; a key that only one of them has counts. */
export function differences(a: RunConfig, b: RunConfig): readonly string[] {
	const keys = new Set([...Object.keys(a.values), ...Object.keys(b.values)]);
	return [
		...SPEC_KINDS.filter((kind) => a[kind] !== b[kind]),
		...[...keys].filter((key) => a.values[key] !== b.values[key])
	];
}
