import {
	absentOr,
	byKind,
	fields,
	list,
	mapped,
	matching,
	members,
	number,
	oneOf,
	text,
	whole,
	type Schema
} from '../../engine/checkpoint/checked-json.ts';
import type {
	DeviceLostEvent,
	HyperparameterEvent,
	KeyRuleEvent,
	RunEvent,
	SessionEvent
} from '../../engine/core/run-events.ts';

const PLACE = { step: whole(0), replica: absentOr(whole(0)) };
const SESSION_KINDS = ['interrupted', 'resumed', 'non-finite-loss', 'failed'] as const;

const SESSION: Schema<SessionEvent> = fields({ kind: oneOf(SESSION_KINDS), ...PLACE });

const HYPERPARAMETER: Schema<HyperparameterEvent> = fields({
	kind: oneOf(['hyperparameter']),
	...PLACE,
	key: text(),
	from: number(),
	to: number()
});

const isSetting = (value: unknown): value is number | readonly number[] =>
	Array.isArray(value) ? value.every(Number.isFinite) : Number.isFinite(value);
const KEY_RULE_IN_FORCE = fields({
	rule: text(),
	settings: members(matching(isSetting, 'a number or a list of numbers'))
});
const KEY_RULE: Schema<KeyRuleEvent> = fields({
	kind: oneOf(['key-rule']),
	...PLACE,
	from: KEY_RULE_IN_FORCE,
	to: KEY_RULE_IN_FORCE
});

const DEVICE_LOST: Schema<DeviceLostEvent> = fields({
	kind: oneOf(['device-lost']),
	...PLACE,
	resumedFrom: whole(0),
	attempt: whole(1)
});

/** A run card, which people read, writes every name in snake case. */
const CARD_DEVICE_LOST: Schema<DeviceLostEvent> = mapped(
	fields({ kind: oneOf(['device-lost']), ...PLACE, resumed_from: whole(0), attempt: whole(1) }),
	({ resumed_from: resumedFrom, ...event }) => ({ ...event, resumedFrom })
);

const eventsWith = (deviceLost: Schema<DeviceLostEvent>): Schema<readonly RunEvent[]> =>
	list(
		byKind<RunEvent>({
			...Object.fromEntries(SESSION_KINDS.map((kind) => [kind, SESSION])),
			hyperparameter: HYPERPARAMETER,
			'key-rule': KEY_RULE,
			'device-lost': deviceLost
		})
	);

/** The events of a run in a checkpoint or a recorded run. */
export const EVENTS = eventsWith(DEVICE_LOST);

/** The same in a run card. */
export const CARD_EVENTS = eventsWith(CARD_DEVICE_LOST);

/** An event as a run card has it. */
export function cardEvent(event: RunEvent) {
	if (event.kind !== 'device-lost') return event;
	const { resumedFrom, ...others } = event;
	return { ...others, resumed_from: resumedFrom };
}

/** First version of a run whose events can be more than the ends and beginnings of its sessions. */
const WITH_CHANGES = 4;

/** The oldest version of a run that can hold these events. */
export const eventsVersion = (events: readonly RunEvent[]): number =>
	events.every(({ kind }) => SESSION_KINDS.some((known) => known === kind)) ? 1 : WITH_CHANGES;
