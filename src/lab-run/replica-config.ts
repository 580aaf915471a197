import { withValue } from '../config/config.ts';
import { resolveReplicas, variedConfig } from '../config/replicas.ts';
import { resolveRun } from '../config/resolve.ts';
import type { RunConfig } from '../config/run-config.ts';
import { numberOf } from '../config/values.ts';
import { repeatedSpec, type RunSpec } from '../engine/trainer/run-spec.ts';
import type { RunRecord } from './run-record.ts';

type ReplicasOfRecord = Pick<RunRecord, 'replicas' | 'varied'>;

/**
 * The run of a config with the replicas of a record.
 * @throws LabError `bad-parameter` naming everything that keeps it from running
 */
export const recordedSpec = (config: RunConfig, { replicas, varied }: ReplicasOfRecord): RunSpec =>
	varied === undefined
		? repeatedSpec(resolveRun(config), replicas)
		: resolveReplicas(config, varied);

/** Keys of seeds. Those of a stream are negative where they follow the seed of the run. */
const SEEDS = ['seed', 'seed_split', 'seed_init'] as const;

/** The config that gives a replica as a run of its own. */
export function aloneConfig(
	config: RunConfig,
	record: ReplicasOfRecord,
	replica: number
): RunConfig {
	if (record.varied !== undefined) return replicaConfig(config, record, replica);
	// As `repeatedSpec`: replica r has every seed + r.
	return SEEDS.reduce((own, key) => {
		const seed = numberOf(config, key);
		return seed < 0 ? own : withValue(own, key, (seed + replica) >>> 0);
	}, config);
}

/** The config of a replica, as far as its record says how it differs. */
export const replicaConfig = (
	config: RunConfig,
	{ varied }: ReplicasOfRecord,
	replica: number
): RunConfig => variedConfig(config, varied?.[replica] ?? {});
