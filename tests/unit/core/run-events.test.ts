import { expect, test } from 'vitest';
import {
	eventsAfterReturn,
	eventsOfReplica,
	eventsUpTo,
	netEvents,
	type RunEvent
} from '../../../src/engine/core/run-events.ts';

const decay = (step: number, from: number, to: number): RunEvent => ({
	kind: 'hyperparameter',
	step,
	key: 'weight_decay',
	from,
	to
});
const given = (k: number) => ({ rule: 'given', settings: { given: [k] } });
const rule = (step: number, from: number, to: number): RunEvent => ({
	kind: 'key-rule',
	step,
	from: given(from),
	to: given(to)
});
const lost = { kind: 'device-lost', step: 120, resumedFrom: 100, attempt: 1 } as const;

test('changes of one thing at one step are one net event, or none', () => {
	const events = [decay(50, 1, 3), decay(100, 3, 1), decay(100, 1, 2), decay(100, 2, 3), lost];
	expect(netEvents(events)).toEqual([decay(50, 1, 3), lost]);
	expect(netEvents([rule(5, 1, 2), decay(5, 1, 3), rule(5, 2, 3)])).toEqual([
		rule(5, 1, 3),
		decay(5, 1, 3)
	]);
	expect(netEvents([rule(5, 1, 2), rule(6, 2, 1)])).toHaveLength(2);
	const ofTwo = [decay(5, 1, 2), { ...decay(5, 2, 1), replica: 1 }];
	expect(netEvents(ofTwo)).toEqual(ofTwo);
	const again = [
		{ kind: 'resumed', step: 5 },
		{ kind: 'resumed', step: 5 }
	] as const;
	expect(netEvents(again)).toEqual(again);
});

test('a checkpoint has the changes up to its step, of those at its step the ones it was taken with', () => {
	const events = [decay(50, 1, 3), decay(100, 3, 1), decay(100, 1, 2), decay(110, 2, 4), lost];
	const at = (step: number, weight_decay: number) =>
		eventsUpTo(events, { step, live: { weight_decay } });
	expect(at(100, 1)).toEqual([decay(50, 1, 3), decay(100, 3, 1), lost]);
	expect(at(100, 2)).toEqual([decay(50, 1, 3), decay(100, 3, 1), decay(100, 1, 2), lost]);
	expect(at(100, 3)).toEqual([decay(50, 1, 3), lost]);
	expect(at(110, 4)).toEqual(events);
	expect(at(60, 3)).toEqual([decay(50, 1, 3), lost]);
	// Changed after the checkpoint and back again: nothing is left over when it is read later.
	const later = [...at(100, 1), decay(100, 1, 2), decay(100, 2, 1)];
	const net = netEvents(eventsUpTo(later, { step: 100, live: { weight_decay: 1 } }));
	expect(net).toEqual([decay(50, 1, 3), decay(100, 3, 1), lost]);
});

test('a key rule changed after the step that a run goes back to is in force from that step', () => {
	const events = [rule(50, 1, 2), rule(110, 2, 3), decay(110, 1, 2), rule(120, 3, 2), lost];
	const after = eventsAfterReturn(events, 100);
	expect(after).toEqual([rule(50, 1, 2), rule(100, 2, 3), decay(110, 1, 2), rule(100, 3, 2), lost]);
	expect(netEvents(after)).toEqual([rule(50, 1, 2), decay(110, 1, 2), lost]);
	expect(eventsAfterReturn(after, 100)).toEqual(after);
	expect(eventsAfterReturn(events, 0)).toEqual([decay(110, 1, 2), lost]);
	expect(eventsUpTo(events, { step: 100, live: { weight_decay: 1 } })).toEqual([
		rule(50, 1, 2),
		rule(100, 2, 3),
		rule(100, 3, 2),
		lost
	]);
});

test('a replica on its own has the events of the run and its own', () => {
	const failed: RunEvent = { kind: 'non-finite-loss', step: 9 };
	const events = [decay(5, 1, 2), { ...failed, replica: 0 }, { ...failed, step: 7, replica: 1 }];
	expect(eventsOfReplica(events, 0)).toEqual([decay(5, 1, 2), failed]);
	expect(eventsOfReplica(events, 1)).toEqual([decay(5, 1, 2), { ...failed, step: 7 }]);
	expect(eventsOfReplica(events, 2)).toEqual([decay(5, 1, 2)]);
});
