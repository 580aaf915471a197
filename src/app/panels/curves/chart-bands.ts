import type { Band } from '../../charts/lines/annotations.ts';
import type { RunSource } from '../../state/run/run-source.ts';

/**
 * The phases as bands behind charts, and the interval in which the run memorized. That is not
 * where a phase begins if the end of memorization is measured, so it has a mark of its own.
 */
export function chartBands({
	bands,
	markers
}: Pick<RunSource, 'bands' | 'markers'>): readonly Band[] {
	const { memorized } = markers;
	if (memorized === undefined) return bands;
	const isMarked = bands.some(
		({ isTransition, from, until }) =>
			isTransition && from === memorized.after && until === memorized.by
	);
	if (isMarked) return bands;
	return [...bands, { label: '', from: memorized.after, until: memorized.by, isTransition: true }];
}
