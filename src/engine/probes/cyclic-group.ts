import { LabError } from '../core/lab-error.ts';
import { frequencyCount } from '../core/fourier.ts';
import type { CyclicTask, TaskShape, TaskStructure } from '../tasks/define.ts';

/** Order of the task's cyclic group; 0 if it has none, and so no frequencies. */
export const frequencyOrder = ({ structure }: Pick<TaskShape, 'structure'>): number =>
	structure.kind === 'cyclic' ? structure.order : 0;

/** Why a structure has no frequencies, a sentence; undefined if it has some. */
export function refuseStructure(structure: TaskStructure): string | undefined {
	switch (structure.kind) {
		case 'cyclic':
			return frequencyCount(structure.order) > 0
				? undefined
				: `The cyclic group of this task is of order ${String(structure.order)}, too small for frequencies.`;
		case 'group':
			return `The group of this task, of ${String(structure.order)} elements, is not cyclic, so there are no frequencies.`;
		case 'parity':
			return `The answer is the parity of ${String(structure.relevant.length)} of ${String(structure.bits)} bits: there is no cyclic group, so there are no frequencies.`;
		case 'none':
			return 'This task has no cyclic group, so there are no frequencies.';
	}
}

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
