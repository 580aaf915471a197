import type { ParamSchemas } from '../core/param-schema.ts';
import type { UpdateRule } from '../optimizers/define.ts';

/** A rule that changes the weights after the update of the optimizer. */
export interface ConstraintSpec<
	Schemas extends ParamSchemas = ParamSchemas
> extends UpdateRule<Schemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	/** Position in its registry; `none` is the first. */
	readonly place: number;
}

export function defineConstraint<const Id extends string, Schemas extends ParamSchemas>(
	spec: ConstraintSpec<Schemas> & { readonly id: Id }
): ConstraintSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
