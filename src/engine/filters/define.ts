import type { ParamSchemas } from '../core/param-schema.ts';
import type { UpdateRule } from '../optimizers/define.ts';

/** A rule that changes the gradients before the optimizer reads them. */
export interface FilterSpec<
	Schemas extends ParamSchemas = ParamSchemas
> extends UpdateRule<Schemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	/** Position in its registry; `none` is the first. */
	readonly place: number;
}

export function defineFilter<const Id extends string, Schemas extends ParamSchemas>(
	spec: FilterSpec<Schemas> & { readonly id: Id }
): FilterSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
