import { views } from '../../../engine/views/index.ts';
import type { RunSource } from '../../state/run/run-source.ts';

/** Id of the view whose first grid is the live table; undefined if none applies to the run. */
export function liveTable({ facts }: Pick<RunSource, 'facts'>): string | undefined {
	return views.all.find(({ id, role }) => role === 'answers' && facts?.views.includes(id) === true)
		?.id;
}

/** A share in whole per cent; 100 only if it is all. */
export const formatWhole = (share: number): string => `${String(Math.floor(100 * share))}\u202f%`;
