import type { RunEvent } from '../../../engine/core/telemetry.ts';

/** Merges two changes of the same thing at the same step; undefined if they are not that. */
function merged(before: RunEvent, after: RunEvent): RunEvent | undefined {
	if (before.step !== after.step) return undefined;
	if (before.kind === 'key-rule' && after.kind === 'key-rule') {
		return { ...after, from: before.from };
	}
	if (before.kind === 'hyperparameter' && after.kind === 'hyperparameter') {
		return before.key === after.key ? { ...after, from: before.from } : undefined;
	}
	return undefined;
}

const changesNothing = (event: RunEvent): boolean =>
	event.kind !== 'device-lost' && JSON.stringify(event.from) === JSON.stringify(event.to);

/**
 * The net events of a run, in their order. Several changes of one thing at one step, made while the
 * run is paused, become one from the first to the last value, or none where these are equal.
 */
export function netEvents(events: readonly RunEvent[]): readonly RunEvent[] {
	const kept: RunEvent[] = [];
	for (const event of events) {
		const at = kept.findLastIndex((before) => merged(before, event) !== undefined);
		const before = kept[at];
		const both = before && merged(before, event);
		if (both === undefined) kept.push(event);
		else kept[at] = both;
	}
	return kept.filter((event) => !changesNothing(event));
}

/**
 * The events without live changes made after a checkpoint. Among changes at the checkpoint's step,
 * those up to the stored value had been made.
 * @param live the live values in the checkpoint
 */
export function eventsUpTo(
	events: readonly RunEvent[],
	step: number,
	live: Readonly<Record<string, number>>
): readonly RunEvent[] {
	return events.filter((event, i) => {
		if (event.kind !== 'hyperparameter' || event.step < step) return true;
		if (event.step > step) return false;
		return events.some(
			(later, j) =>
				j >= i &&
				later.kind === 'hyperparameter' &&
				later.step === step &&
				later.key === event.key &&
				live[event.key] === later.to
		);
	});
}
