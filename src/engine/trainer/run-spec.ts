import { LabError } from '../core/lab-error.ts';
import type { ParamSchemas, ParamValue } from '../core/param-schema.ts';
import type { PhaseThresholds } from '../core/telemetry.ts';
import type { ConstraintSpec } from '../constraints/define.ts';
import type { FilterSpec } from '../filters/define.ts';
import type { LossSpec } from '../losses/define.ts';
import type { ModelSpec } from '../models/define.ts';
import type { OptimizerSpec, UpdateRule } from '../optimizers/define.ts';
import type { ProbeSubject } from '../probes/define.ts';
import type { TaskShape, TaskSpec } from '../tasks/define.ts';
import { labelNoiseOf } from './data/label-noise.ts';

/** How key frequencies are chosen: a rule by id, and its thresholds. */
export interface KeyFrequencyChoice {
	readonly rule: string;
	readonly ratio: number;
	readonly max: number;
	/** For the rule that takes them as listed. */
	readonly given: readonly number[];
}

/** Whether a replica is trained on labels that are not all right. The plan depends on it. */
export const hasLabelNoise = ({ replicas }: Pick<RunSpec, 'replicas'>): boolean =>
	replicas.some(({ params }) => labelNoiseOf(params) > 0);

/** The part of a run by which measures and views decide whether they apply. */
export const subjectOf = ({
	spec,
	shape
}: {
	readonly spec: RunSpec;
	readonly shape: TaskShape;
}): ProbeSubject => ({
	shape,
	model: spec.model,
	loss: spec.loss,
	params: spec.params,
	hasLabelNoise: hasLabelNoise(spec)
});

/** Where the random numbers of a replica come from. */
export interface Seeds {
	/** Of the examples and their split. */
	readonly split: number;
	/** Of the initial weights. */
	readonly init: number;
	/** Of mini-batches. */
	readonly batch: number;
	/** Seed of the random choices in measures and views. */
	readonly probe: number;
}

/** What may differ between the replicas of a plan. */
export interface Replica {
	readonly seeds: Seeds;
	/**
	 * Every parameter of the specs, by key. Replicas differ only in those whose schema says
	 * `perReplica`.
	 */
	readonly params: Readonly<Record<string, ParamValue>>;
}

/**
 * A run as the engine sees it: specs instead of ids, validated values. `config/resolve.ts` makes
 * it.
 */
export interface RunSpec {
	readonly task: TaskSpec;
	readonly model: ModelSpec;
	readonly loss: LossSpec;
	readonly optimizer: OptimizerSpec;
	readonly filter: FilterSpec;
	readonly constraint: ConstraintSpec;
	/**
	 * The params that the plan is built from: those of replica 0. All replicas have the same
	 * values of every param that is not `perReplica`, so the plan is that of each of them.
	 */
	readonly params: Replica['params'];
	/** Independent runs, trained side by side in one plan; at least one. */
	readonly replicas: readonly Replica[];
	/** Train examples of one update; 0, or as many as there are: all of them. */
	readonly batchSize: number;
	/** Budget of updates, at which the run pauses visibly. */
	readonly steps: number;
	/** Evaluation interval; `undefined`: the default grid of decisions.md. */
	readonly evaluateEvery: number | undefined;
	readonly thresholds: PhaseThresholds;
	readonly keyFrequencies: KeyFrequencyChoice;
	/** Ids of probes that are not wanted. */
	readonly switchedOff: readonly string[];
}

/**
 * The rules of an update, in order. A filter of gradients comes before the optimizer, a constraint
 * on weights after it.
 */
export const updateRules = ({ filter, optimizer, constraint }: RunSpec): readonly UpdateRule[] => [
	filter,
	optimizer,
	constraint
];

/** The parameters of the rules of an update, by key. */
export const updateParams = (spec: RunSpec): ParamSchemas =>
	Object.fromEntries(updateRules(spec).flatMap(({ params }) => Object.entries(params)));

/** A replica of a run. @throws LabError `internal` when the run has no such replica */
export function replicaOf({ replicas }: Pick<RunSpec, 'replicas'>, replica: number): Replica {
	const own = replicas[replica];
	if (own !== undefined) return own;
	throw new LabError(
		'internal',
		`expected one of ${String(replicas.length)} replicas, got ${String(replica)}`
	);
}

/** The run of one replica alone: its steps are those of the replica, bit for bit. */
export function aloneSpec(spec: RunSpec, replica: number): RunSpec {
	const own = replicaOf(spec, replica);
	return { ...spec, params: own.params, replicas: [own] };
}

/** A run with this number of replicas: replica r has the same params, and its seeds + r. */
export function repeatedSpec(spec: RunSpec, count: number): RunSpec {
	const { seeds, params } = replicaOf(spec, 0);
	const replicas = Array.from({ length: count }, (_, r): Replica => {
		const own = (seed: number) => (seed + r) >>> 0;
		const { split, init, batch, probe } = seeds;
		return {
			params,
			seeds: { split: own(split), init: own(init), batch: own(batch), probe: own(probe) }
		};
	});
	return { ...spec, replicas };
}
