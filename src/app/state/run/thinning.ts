import type { PhaseMarkers } from '../../../engine/core/telemetry.ts';

/** The steps of all marker intervals. */
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

/** Says that not all steps or evaluations of a run are kept; undefined if they are. */
export function describeThinning(isTrain: boolean, isEvaluations: boolean): string | undefined {
	const what = [...(isTrain ? ['steps'] : []), ...(isEvaluations ? ['evaluations'] : [])].join(
		' and '
	);
	if (what === '') return undefined;
	return `This run is long, so not all of its ${what} are kept: of the older ones, those with the smallest and largest loss of each short interval. Markers were found before any were dropped; only thresholds changed later use what is kept.`;
}
