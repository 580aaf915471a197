import type { DeviceKind } from '../engine/core/backend.ts';
import type { Session } from '../engine/core/session.ts';
import type { Plan } from '../engine/graph/plan.ts';
import type { BuildOptions, BuiltRun } from '../engine/trainer/build/build-run.ts';
import { aloneSpec, type RunSpec } from '../engine/trainer/run-spec.ts';

/** What opens sessions: worker and headless lab each have their own. */
export interface SessionSource {
	readonly kind: DeviceKind;
	/** Threads that compute; absent where the device decides that itself. */
	readonly threads?: number;
	/** @throws LabError `size-limit`, `shader-compilation`, `device-lost`, `gpu-error` */
	open(plan: Plan, onProgress: (done: number, total: number) => void): Promise<Session>;
}

/**
 * By what formulations and kernels are chosen: all that computes on the CPU follows the software
 * adapters.
 */
export const adapterKindOf = ({ kind }: Pick<SessionSource, 'kind'>): 'gpu' | 'software' =>
	kind === 'gpu' ? 'gpu' : 'software';

/** One replica as a run of its own, since measures and views take one replica at a time. */
export interface ReplicaRun {
	readonly spec: RunSpec;
	readonly options: BuildOptions;
}

/** With the seeds, params and examples that the replica has in the run. */
export function replicaRun(
	{ spec, formulation, split }: BuiltRun,
	replica: number,
	source: Pick<SessionSource, 'kind'>
): ReplicaRun {
	return {
		spec: aloneSpec(spec, replica),
		options: { formulation, adapterKind: adapterKindOf(source), split: () => split(replica) }
	};
}
