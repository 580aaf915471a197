import { LabError } from '../core/lab-error.ts';
import type { CyclicTask, TaskShape } from '../tasks/define.ts';

/** Order of the task's cyclic group; 0 if it has none, and so no frequencies. */
export const frequencyOrder = ({ structure }: Pick<TaskShape, 'structure'>): number =>
	structure.kind === 'cyclic' ? structure.order : 0;

/**
 * The cyclic group of a task for which frequencies are not refused.
 * @throws LabError `internal` if it has none
 */
export function groupOf({
	shape: { structure }
}: {
	readonly shape: Pick<TaskShape, 'structure'>;
}): CyclicTask {
	if (structure.kind === 'cyclic') return structure;
	throw new LabError('internal', 'frequencies: the task has no cyclic group');
}
