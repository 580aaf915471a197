/** A key rule by its id, with the settings it reads. */
export interface KeyRuleInForce {
	readonly rule: string;
	readonly settings: Readonly<Record<string, number | readonly number[]>>;
}

interface Event {
	readonly step: number;
	/** The replica that it happened to; absent: the whole run. */
	readonly replica?: number;
}

/** Training ended early, or continued from a checkpoint in another session. */
export interface SessionEvent extends Event {
	readonly kind: 'interrupted' | 'resumed' | 'non-finite-loss' | 'failed';
}

/** A live parameter was changed: it has its new value from the update of this step on. */
export interface HyperparameterEvent extends Event {
	readonly kind: 'hyperparameter';
	readonly key: string;
	readonly from: number;
	readonly to: number;
}

/**
 * From this step on key frequencies are found by another rule or with other settings, until they
 * are settled.
 */
export interface KeyRuleEvent extends Event {
	readonly kind: 'key-rule';
	readonly from: KeyRuleInForce;
	readonly to: KeyRuleInForce;
}

/** The device was lost at this step, and another one continued from an earlier step. */
export interface DeviceLostEvent extends Event {
	readonly kind: 'device-lost';
	readonly resumedFrom: number;
	/** How many devices were lost since the last checkpoint. */
	readonly attempt: number;
}

/**
 * Something that happened to a run at a step: on the charts, in the CSV export, in its checkpoints,
 * its card and its recording.
 */
export type RunEvent = SessionEvent | HyperparameterEvent | KeyRuleEvent | DeviceLostEvent;

type Change = HyperparameterEvent | KeyRuleEvent;

const isChange = (event: RunEvent): event is Change =>
	event.kind === 'hyperparameter' || event.kind === 'key-rule';

/** Merges two changes of the same thing at the same step; undefined if they are not that. */
function merged(before: RunEvent, after: RunEvent): Change | undefined {
	if (before.step !== after.step || before.replica !== after.replica) return undefined;
	if (before.kind === 'key-rule' && after.kind === 'key-rule') {
		return { ...after, from: before.from };
	}
	if (before.kind === 'hyperparameter' && after.kind === 'hyperparameter') {
		return before.key === after.key ? { ...after, from: before.from } : undefined;
	}
	return undefined;
}

const changesNothing = (event: RunEvent): boolean =>
	isChange(event) && JSON.stringify(event.from) === JSON.stringify(event.to);

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
 * The events of a run that went back to a step and keeps its settings, as after a lost device. Live
 * changes are made again at their steps, so they stay. Key rules changed since then are in force
 * from this step on, because its evaluations are made again; from step 0 on they are those that the
 * run began with.
 */
export const eventsAfterReturn = (events: readonly RunEvent[], step: number): readonly RunEvent[] =>
	events.flatMap((event) => {
		if (event.kind !== 'key-rule' || event.step <= step) return [event];
		return step === 0 ? [] : [{ ...event, step }];
	});

/**
 * The events that belong to a checkpoint: without live changes made after it, which a run that
 * continues from it does not make again. Among changes at its own step, those up to the stored
 * value had been made. Lost devices are never left out.
 * @param live the live values in the checkpoint
 */
export function eventsUpTo(
	events: readonly RunEvent[],
	{ step, live }: { readonly step: number; readonly live: Readonly<Record<string, number>> }
): readonly RunEvent[] {
	const isMade = (event: RunEvent, i: number): boolean => {
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
	};
	return eventsAfterReturn(events.filter(isMade), step);
}

/** The events of one replica, seen as a run of its own: those of the whole run and its own. */
export const eventsOfReplica = (
	events: readonly RunEvent[],
	replica: number
): readonly RunEvent[] =>
	events.flatMap(({ replica: own, ...event }) =>
		own === undefined || own === replica ? [event] : []
	);
