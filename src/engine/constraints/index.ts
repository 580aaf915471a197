import { createRegistry } from '../core/registry.ts';
import type { ConstraintSpec } from './define.ts';
import { none } from './none.ts';
import * as specs from './registry.ts';

export type ConstraintId = (typeof specs)[keyof typeof specs]['id'];
export const constraints = createRegistry<ConstraintSpec & { readonly id: ConstraintId }>(
	'constraint',
	specs
);

/** The constraint of a run that names none. */
export const DEFAULT_CONSTRAINT: ConstraintId = none.id;
