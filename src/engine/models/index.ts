import { createRegistry } from '../core/registry.ts';
import type { ModelSpec } from './define.ts';
import * as specs from './registry.ts';

export type ModelId = (typeof specs)[keyof typeof specs]['id'];
export const models = createRegistry<ModelSpec & { readonly id: ModelId }>('model', specs);
