import { LabError } from '../core/lab-error.ts';
import type { CyclicTask, TaskShape } from '../tasks/define.ts';

/** Order of the task's cyclic group, which has frequencies; 0 where it has none. */
export const frequencyOrder = ({ structure }: Pick<TaskShape, 'structure'>): number =>
	structure.kind === 'cyclic' ? structure.order : 0;

/** The cyclic group of a task that is not refused. @throws LabError `internal` when it has none */
export function groupOf({
	shape: { structure }
}: {
	readonly shape: Pick<TaskShape, 'structure'>;
}): CyclicTask {
	if (structure.kind === 'cyclic') return structure;
	throw new LabError('internal', 'frequencies: the task has no cyclic group');
}
