import { createRegistry } from '../engine/core/registry.ts';
import type { PresetSpec } from './define.ts';
import * as specs from './registry.ts';

export type PresetId = (typeof specs)[keyof typeof specs]['id'];
export const presets = createRegistry<PresetSpec & { readonly id: PresetId }>('preset', specs);
