import type { RunEvent } from '../../../engine/core/telemetry.ts';

/** Two changes of one thing at one step as one; undefined where they are not that. */
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
 * What the events of a run, in their order, come to: several changes of one thing at one step,
 * while the run stands, are one from the first to the last, and none where these are the same.
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
