import type { ParamValue } from '../engine/core/param-schema.ts';
import type { ConstraintId } from '../engine/constraints/index.ts';
import type { FilterId } from '../engine/filters/index.ts';
import type { LossId } from '../engine/losses/index.ts';
import type { ModelId } from '../engine/models/index.ts';
import type { OptimizerId } from '../engine/optimizers/index.ts';
import type { TaskId } from '../engine/tasks/index.ts';

/**
 * Everything that defines a run: its specs, and the value of every parameter that they and the run
 * declare. `values` holds exactly the keys of the schemas in force (see `schemasFor` in
 * schemas.ts).
 */
export interface RunConfig {
	readonly task: TaskId;
	readonly model: ModelId;
	readonly loss: LossId;
	readonly optimizer: OptimizerId;
	readonly filter: FilterId;
	readonly constraint: ConstraintId;
	readonly values: Readonly<Record<string, ParamValue>>;
}
