import type { PhaseMarkers } from '../../../engine/core/telemetry.ts';

/** The evaluated steps that markers name. */
export function stepsOfMarkers({
	memorized,
	memorizationEnds,
	cleanupBegins,
	grokked,
	losses
}: PhaseMarkers): ReadonlySet<number> {
	const turns = losses.flatMap(({ lost, regained }) => [lost, regained]);
	const intervals = [memorized, memorizationEnds, cleanupBegins, grokked, ...turns];
	return new Set(
		intervals.flatMap((interval) => (interval === undefined ? [] : [interval.after, interval.by]))
	);
}

/**
 * Says that a run had more steps or evaluations than are kept, and which were dropped; undefined
 * where all are there.
 */
export function thinnedWords(isTrain: boolean, isEvaluations: boolean): string | undefined {
	const what = [...(isTrain ? ['steps'] : []), ...(isEvaluations ? ['evaluations'] : [])].join(
		' and '
	);
	if (what === '') return undefined;
	return `This run is long, so not all of its ${what} are kept: of the older ones those of the smallest and largest loss in each of many short spans. Markers were judged before any was dropped (by thresholds changed later: on what is kept).`;
}
