import type { ParamValue } from '../core/param-schema.ts';
import type { PhaseThresholds } from '../core/telemetry.ts';
import type { LossSpec } from '../losses/define.ts';
import type { ModelSpec } from '../models/define.ts';
import type { OptimizerSpec, UpdateRule } from '../optimizers/define.ts';
import type { ProbeSubject } from '../probes/define.ts';
import type { TaskShape, TaskSpec } from '../tasks/define.ts';

/** How key frequencies are told: a rule by id, and its thresholds. */
export interface KeyFrequencyChoice {
	readonly rule: string;
	readonly ratio: number;
	readonly max: number;
	/** For the rule that takes them as listed. */
	readonly given: readonly number[];
}

/** What measures and views say whether they fit to. */
export const subjectOf = ({
	spec: { model, loss, params },
	shape
}: {
	readonly spec: RunSpec;
	readonly shape: TaskShape;
}): ProbeSubject => ({ shape, model, loss, params });

/**
 * A run as the engine sees it: specs instead of ids, validated values. `config/resolve.ts` makes
 * it.
 */
export interface RunSpec {
	readonly task: TaskSpec;
	readonly model: ModelSpec;
	readonly loss: LossSpec;
	readonly optimizer: OptimizerSpec;
	/** Every parameter of the four specs, by key. */
	readonly params: Readonly<Record<string, ParamValue>>;
	/** Independent runs side by side; replica r uses seed + r. */
	readonly replicas: number;
	/**
	 * Of the examples and their split, of the initial weights, of mini-batches, and of what
	 * measures and views draw.
	 */
	readonly seeds: {
		readonly split: number;
		readonly init: number;
		readonly batch: number;
		readonly probe: number;
	};
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
export const updateRules = ({ optimizer }: RunSpec): readonly UpdateRule[] => [optimizer];
