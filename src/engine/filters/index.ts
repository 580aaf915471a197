import { createRegistry } from '../core/registry.ts';
import type { FilterSpec } from './define.ts';
import { none } from './none.ts';
import * as specs from './registry.ts';

export type FilterId = (typeof specs)[keyof typeof specs]['id'];
export const filters = createRegistry<FilterSpec & { readonly id: FilterId }>('filter', specs);

/** The filter of a run that names none. */
export const DEFAULT_FILTER: FilterId = none.id;
