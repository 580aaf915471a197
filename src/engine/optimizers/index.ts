import { createRegistry } from '../core/registry.ts';
import type { OptimizerSpec } from './define.ts';
import * as specs from './registry.ts';

export type OptimizerId = (typeof specs)[keyof typeof specs]['id'];
export const optimizers = createRegistry<OptimizerSpec & { readonly id: OptimizerId }>(
	'optimizer',
	specs
);
