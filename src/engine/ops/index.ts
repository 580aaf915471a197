import { createRegistry } from '../core/registry.ts';
import type { OpSpec } from './define.ts';
import * as specs from './registry.ts';

export const ops = createRegistry<OpSpec>('op', specs);
