import type { Band } from '../../charts/lines/annotation-drawing.ts';
import type { RunSource } from '../../state/run/run-source.ts';

/**
 * The phases as bands behind charts, up to the newest step, and the interval in which the run
 * memorized. That is not where a phase begins if the end of memorization is measured, so it has a
 * mark of its own.
 */
export function chartBands({
	bands: phases,
	markers,
	step
}: Pick<RunSource, 'bands' | 'markers' | 'step'>): readonly Band[] {
	const { memorized } = markers;
	const bands = phases.map((band) => ({ ...band, until: band.until ?? step }));
	if (memorized === undefined) return bands;
	const isMarked = bands.some(
		({ isTransition, from, until }) =>
			isTransition && from === memorized.after && until === memorized.by
	);
	if (isMarked) return bands;
	return [...bands, { label: '', from: memorized.after, until: memorized.by, isTransition: true }];
}
