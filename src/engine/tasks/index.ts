import { createRegistry } from '../core/registry.ts';
import type { TaskSpec } from './define.ts';
import * as specs from './registry.ts';

export type TaskId = (typeof specs)[keyof typeof specs]['id'];
export const tasks = createRegistry<TaskSpec & { readonly id: TaskId }>('task', specs);
