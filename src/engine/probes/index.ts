import { createRegistry } from '../core/registry.ts';
import type { ProbeSpec } from './define.ts';
import * as specs from './registry.ts';

export type ProbeId = (typeof specs)[keyof typeof specs]['id'];
export const probes = createRegistry<ProbeSpec & { readonly id: ProbeId }>('probe', specs);
