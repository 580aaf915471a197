import { createRegistry } from '../core/registry.ts';
import type { ViewSpec } from './define.ts';
import * as specs from './registry.ts';

export type ViewId = (typeof specs)[keyof typeof specs]['id'];
export const views = createRegistry<ViewSpec & { readonly id: ViewId }>('view', specs);
