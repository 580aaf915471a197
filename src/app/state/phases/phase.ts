import { markersOf, NO_PHASES } from '../../../engine/core/phase-state.ts';
import type {
	MarkerInterval,
	MemorizationRule,
	PhaseMarkers
} from '../../../engine/core/telemetry.ts';
import { LIVE_PHASE_COLUMNS } from '../../../engine/probes/roles.ts';
import { formatCount } from '../format.ts';

/**
 * A phase of a run. If excluded loss is measured, its minimum ends memorization and there is no
 * plateau. A grokked run may lose and regain it any number of times.
 */
export type RunPhase =
	'memorizing' | 'plateau' | 'circuit' | 'cleanup' | 'grokked' | 'lost' | 'regained';

/** The phase of a run, from its markers alone. */
export type Phase = 'before' | RunPhase;

/**
 * Columns that the live rule needs: the minimum of the first counts if the second shows a circuit.
 */
const LIVE_MEASURES = Object.values<string | undefined>({ ...LIVE_PHASE_COLUMNS });

export const NO_MARKERS: PhaseMarkers = Object.freeze(markersOf(NO_PHASES));

/** Until measures are settled, the end of memorization is the live one. */
export const LIVE_RULE: MemorizationRule = Object.freeze({ isSettled: false, live: undefined });

/**
 * Whether the end of memorization is measured in a run.
 * @param recorded columns of its evaluations, empty before the first one
 */
export const isMemorizationEndMeasured = (
	markers: PhaseMarkers,
	recorded: readonly string[]
): boolean =>
	markers.memorizationEnds !== undefined ||
	recorded.length === 0 ||
	LIVE_MEASURES.every((column) => column !== undefined && recorded.includes(column));

/**
 * A phase and the interval in which it begins; undefined for the first phase, and for one that has
 * not begun.
 */
export interface PhaseSpan {
	readonly phase: RunPhase;
	readonly begins: MarkerInterval | undefined;
	/**
	 * A later phase began first, for example because mirrored pairs are answered early. It has no
	 * band.
	 */
	readonly isPassedOver: boolean;
}

/**
 * The phases of a run in order, for the bands and the strip.
 * @param isEndMeasured see `isMemorizationEndMeasured`
 */
export function phaseSpans(markers: PhaseMarkers, isEndMeasured: boolean): readonly PhaseSpan[] {
	const spans: readonly Omit<PhaseSpan, 'isPassedOver'>[] = [
		{ phase: 'memorizing', begins: undefined },
		isEndMeasured
			? { phase: 'circuit', begins: markers.memorizationEnds }
			: { phase: 'plateau', begins: markers.memorized },
		{ phase: 'cleanup', begins: markers.cleanupBegins },
		{ phase: 'grokked', begins: markers.grokked },
		...markers.losses.flatMap(({ lost, regained }) => [
			{ phase: 'lost' as const, begins: lost },
			...(regained === undefined ? [] : [{ phase: 'regained' as const, begins: regained }])
		])
	];
	return spans.map((span, i) => ({
		...span,
		isPassedOver:
			i > 0 &&
			spans
				.slice(i + 1)
				.some(({ begins }) => begins !== undefined && begins.by < (span.begins?.by ?? Infinity))
	}));
}

/** The phase at the last evaluated step. @param isEndMeasured see `isMemorizationEndMeasured` */
export function phaseOf(markers: PhaseMarkers, step: number, isEndMeasured: boolean): Phase {
	const latest = phaseSpans(markers, isEndMeasured).findLast(({ begins }) => begins !== undefined);
	return latest?.phase ?? (step > 0 ? 'memorizing' : 'before');
}

/** The markers that were reached at a step. */
export function markersAt(markers: PhaseMarkers, step: number): PhaseMarkers {
	const reached = (interval: MarkerInterval | undefined) =>
		interval !== undefined && interval.by <= step ? interval : undefined;
	const losses = markers.losses
		.filter(({ lost }) => lost.by <= step)
		.map(({ lost, regained }) => ({ lost, regained: reached(regained) }));
	return {
		memorized: reached(markers.memorized),
		memorizationEnds: reached(markers.memorizationEnds),
		cleanupBegins: reached(markers.cleanupBegins),
		grokked: reached(markers.grokked),
		losses,
		lossCount: markers.lossCount - (markers.losses.length - losses.length),
		belowCount: losses.length < markers.losses.length ? 0 : markers.belowCount
	};
}

/** Names of the phases on the page. */
export const PHASE_NAMES: Readonly<Record<RunPhase, string>> = Object.freeze({
	memorizing: 'memorization',
	plateau: 'plateau',
	circuit: 'circuit formation',
	cleanup: 'cleanup',
	grokked: 'grokked',
	lost: 'lost',
	regained: 'grokked again'
});

/**
 * A tinted band of the step axis with a label on top. `until` is undefined for the current phase.
 */
export interface PhaseBand {
	readonly label: string;
	readonly from: number;
	readonly until: number | undefined;
	/** Transitions are drawn darker: the phase begins somewhere inside them. */
	readonly isTransition: boolean;
}

/** The bands behind the charts: the phases, and between them the intervals of the markers. */
export function phaseBands(markers: PhaseMarkers, isEndMeasured: boolean): readonly PhaseBand[] {
	if (phaseOf(markers, 0, isEndMeasured) === 'before' && markers.memorized === undefined) return [];
	const bands: PhaseBand[] = [];
	let from = 0;
	let label = PHASE_NAMES.memorizing;
	for (const { phase, begins, isPassedOver } of phaseSpans(markers, isEndMeasured)) {
		if (begins === undefined || isPassedOver) continue;
		// Cleanup and grokking may fall into one interval.
		if (begins.after > from) bands.push({ label, from, until: begins.after, isTransition: false });
		bands.push({ label: '', from: begins.after, until: begins.by, isTransition: true });
		from = Math.max(from, begins.by);
		label = PHASE_NAMES[phase];
	}
	bands.push({ label, from, until: undefined, isTransition: false });
	return bands;
}

/** The steps of an interval: "80–85". */
export function intervalSteps({ after, by }: MarkerInterval): string {
	return by <= after ? formatCount(by) : `${formatCount(after)}–${formatCount(by)}`;
}

/** An interval in words: "step 80–85". */
export const describeInterval = (interval: MarkerInterval): string =>
	`step ${intervalSteps(interval)}`;
