import type { MarkerInterval, PhaseMarkers } from '../../engine/core/telemetry.ts';
import { formatCount } from './format.ts';

/** Where a run stands in the story, judged from its markers alone. */
export type Phase = 'before' | 'memorizing' | 'plateau' | 'circuit' | 'cleanup' | 'grokked';

export const NO_MARKERS: PhaseMarkers = Object.freeze({
	memorized: undefined,
	memorizationEnds: undefined,
	cleanupBegins: undefined,
	grokked: undefined
});

/** The phase at the last evaluated step. */
export function phaseOf(markers: PhaseMarkers, step: number): Phase {
	if (markers.grokked) return 'grokked';
	if (markers.cleanupBegins) return 'cleanup';
	if (markers.memorizationEnds) return 'circuit';
	if (markers.memorized) return 'plateau';
	return step > 0 ? 'memorizing' : 'before';
}

/** What of the markers was known to be true at a step. */
export function markersAt(markers: PhaseMarkers, step: number): PhaseMarkers {
	const reached = (interval: MarkerInterval | undefined) =>
		interval !== undefined && interval.by <= step ? interval : undefined;
	return {
		memorized: reached(markers.memorized),
		memorizationEnds: reached(markers.memorizationEnds),
		cleanupBegins: reached(markers.cleanupBegins),
		grokked: reached(markers.grokked)
	};
}

/** A tinted stretch of the step axis with a label on top. `until` undefined: still going on. */
export interface PhaseBand {
	readonly label: string;
	readonly from: number;
	readonly until: number | undefined;
	/** Transitions are drawn darker: the truth lies somewhere inside. */
	readonly isTransition: boolean;
}

/** The bands behind the charts: phases between the markers' intervals, and the intervals themselves. */
export function phaseBands(markers: PhaseMarkers): readonly PhaseBand[] {
	// Where excluded loss is measured, memorization ends with its minimum; else all that is known is that it is memorized.
	const { memorizationEnds } = markers;
	const transitions = [
		memorizationEnds
			? { marker: memorizationEnds, next: 'circuit formation' }
			: { marker: markers.memorized, next: 'plateau' },
		{ marker: markers.cleanupBegins, next: 'cleanup' },
		{ marker: markers.grokked, next: 'grokked' }
	].flatMap(({ marker, next }) => (marker ? [{ marker, next }] : []));
	const bands: PhaseBand[] = [];
	let from = 0;
	let label = 'memorization';
	for (const { marker, next } of transitions) {
		// Cleanup and grokking may fall into one interval, or cleanup be judged later than grokking.
		if (marker.after > from) bands.push({ label, from, until: marker.after, isTransition: false });
		bands.push({ label: '', from: marker.after, until: marker.by, isTransition: true });
		from = Math.max(from, marker.by);
		label = next;
	}
	if (transitions.length > 0) bands.push({ label, from, until: undefined, isTransition: false });
	return bands;
}

/** An interval in words: "step 80–85". */
export function describeInterval(interval: MarkerInterval): string {
	if (interval.by <= interval.after) return `step ${formatCount(interval.by)}`;
	return `step ${formatCount(interval.after)}–${formatCount(interval.by)}`;
}
