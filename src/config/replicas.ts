import { LabError } from '../engine/core/lab-error.ts';
import type { ParamValue } from '../engine/core/param-schema.ts';
import { printable } from '../engine/core/quote.ts';
import type { RunSpec } from '../engine/trainer/run-spec.ts';
import { withValue } from './config.ts';
import { resolveRun } from './resolve.ts';
import type { RunConfig } from './run-config.ts';
import { schemasFor } from './schemas.ts';

/** Values of a replica that differ from those of the config, by key of a link. */
export type Variation = Readonly<Record<string, ParamValue>>;

/** A key and the values that it takes. */
export interface VariedKey {
	readonly key: string;
	readonly values: readonly ParamValue[];
}

/** Keys in which the replicas of one plan may differ. */
export const perReplicaKeys = (config: RunConfig): readonly string[] =>
	Object.entries(schemasFor(config)).flatMap(([key, { perReplica }]) => (perReplica ? [key] : []));

/** Every combination of the values; those of the first key change slowest. */
export function allVariations(keys: readonly VariedKey[]): readonly Variation[] {
	return keys.reduce<readonly Variation[]>(
		(all, { key, values }) =>
			all.flatMap((variation) => values.map((value) => ({ ...variation, [key]: value }))),
		[{}]
	);
}

/**
 * The config of a replica. @throws LabError `bad-parameter` naming a key that all replicas share
 */
export function variedConfig(config: RunConfig, variation: Variation): RunConfig {
	const allowed = perReplicaKeys(config);
	return Object.entries(variation).reduce((current, [key, value]) => {
		if (allowed.includes(key)) return withValue(current, key, value);
		throw new LabError(
			'bad-parameter',
			`${printable(key)}: expected a parameter in which replicas of one plan may differ (${allowed.join(', ')})`
		);
	}, config);
}

/**
 * The runs of a config with each of these variations, side by side in one plan.
 * @throws LabError `bad-parameter` naming everything that keeps one of them from running
 */
export function resolveReplicas(config: RunConfig, variations: readonly Variation[]): RunSpec {
	const specs = variations.map((variation) => resolveRun(variedConfig(config, variation)));
	const [first] = specs;
	if (first === undefined) {
		throw new LabError('bad-parameter', 'replicas: expected at least one variation, got none');
	}
	return { ...first, replicas: specs.flatMap(({ replicas }) => replicas) };
}
