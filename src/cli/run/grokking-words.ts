import { grokkingOutcome } from '../../engine/core/phases.ts';
import type { MarkerInterval, PhaseMarkers } from '../../engine/core/telemetry.ts';

/** An interval between two evaluated steps in words. */
export const intervalText = ({ after, by }: MarkerInterval): string =>
	after === by ? `at step ${String(by)}` : `after step ${String(after)}, by ${String(by)}`;

/** A run that ended before an event has not shown that it never comes: it is censored. */
export const censoredText = (until: number): string =>
	`not by step ${String(until)}, where the run ended (censored)`;

function lossText({ losses, lossCount }: PhaseMarkers): string {
	const latest = losses.at(-1);
	if (latest === undefined) return '';
	const often = lossCount > 1 ? ` (${String(lossCount)} losses in all, this is the last)` : '';
	const back =
		latest.regained === undefined
			? ', not regained'
			: `, regained ${intervalText(latest.regained)}`;
	return `, lost ${intervalText(latest.lost)}${often}${back}`;
}

/**
 * Whether and when a run grokked, and whether it still does.
 * @param until last evaluated step
 */
export function grokkingText(markers: PhaseMarkers, until: number): string {
	const { grokked, belowCount } = markers;
	if (grokked === undefined) return censoredText(until);
	const first = intervalText(grokked);
	if (grokkingOutcome(markers) !== 'stable') return `${first}${lossText(markers)}`;
	if (belowCount === 0) return `${first}, and still at step ${String(until)}`;
	const last =
		belowCount === 1
			? 'its last evaluation lies'
			: `its last ${String(belowCount)} evaluations lie`;
	return `${first}; ${last} below the threshold of a loss, too few to judge`;
}
