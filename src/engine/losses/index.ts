import { createRegistry } from '../core/registry.ts';
import type { LossSpec } from './define.ts';
import * as specs from './registry.ts';

export type LossId = (typeof specs)[keyof typeof specs]['id'];
export const losses = createRegistry<LossSpec & { readonly id: LossId }>('loss', specs);
