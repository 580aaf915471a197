import { resolveReplicas, variedConfig } from '../config/replicas.ts';
import { resolveRun } from '../config/resolve.ts';
import type { RunConfig } from '../config/run-config.ts';
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

/** The config of a replica, as far as its record says how it differs. */
export const replicaConfig = (
	config: RunConfig,
	{ varied }: ReplicasOfRecord,
	replica: number
): RunConfig => variedConfig(config, varied?.[replica] ?? {});
