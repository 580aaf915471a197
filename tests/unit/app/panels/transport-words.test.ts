import { expect, test } from 'vitest';
import {
	transportWords,
	type TransportFacts
} from '../../../../src/app/panels/frame/transport-words.ts';

const paused: TransportFacts = {
	status: { state: 'paused', reason: 'user' },
	step: 1000,
	recordedSteps: 0,
	scrubbed: undefined,
	isPlaying: false,
	canTrain: true
};
const training = { ...paused, status: { state: 'training' }, canTrain: false } as const;
const replay: TransportFacts = {
	...paused,
	status: { state: 'replay', isPlaying: true, isAtEnd: false },
	recordedSteps: 14_000
};

test('every button that cannot be used says why', () => {
	const before = transportWords({ ...paused, status: { state: 'ready' }, step: 0 });
	expect(before.back).toEqual({
		isPossible: false,
		title: 'No step has been trained yet: there is nothing to go back to.'
	});
	expect(before.replay.isPossible).toBe(false);
	expect(before.replay.title).toContain('nothing to replay');
	expect(before.train).toEqual({
		isPossible: true,
		title: 'Trains a single step: one update of all weights.'
	});
	expect(transportWords(training).train).toEqual({
		isPossible: false,
		title: 'It trains already. Pause it first.'
	});
	expect(transportWords(replay).train.title).toBe('A recorded run cannot be trained.');
	expect(transportWords({ ...paused, canTrain: false }).train.isPossible).toBe(false);
	expect(transportWords(paused).newest.isPossible).toBe(false);
	expect(transportWords({ ...paused, scrubbed: 40 }).newest.isPossible).toBe(true);
});

test('a recorded run can be played before its first step', () => {
	expect(transportWords({ ...replay, step: 0 }).replay.isPossible).toBe(true);
});

test('beside the slider stands the shown step, and of how many it is one', () => {
	const place = (facts: TransportFacts) => transportWords(facts).place;
	expect(place(paused)).toBe('step 1\u202f000');
	expect(place(training)).toBe('step 1\u202f000, training');
	expect(place({ ...training, scrubbed: 40 })).toBe('step 40 of 1\u202f000');
	expect(place(replay)).toBe('step 1\u202f000 of 14\u202f000');
	expect(place({ ...replay, step: 14_000 })).toBe('step 14\u202f000');
});
