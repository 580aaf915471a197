import { expect, test } from 'vitest';
import { mainAction } from '../../../../src/app/panels/explain/main-action.ts';

test('the main button trains and pauses a live run, and continues it after a pause and past its budget', () => {
	expect(mainAction({ state: 'ready' }, true)).toMatchObject({ does: 'train', label: 'Train' });
	expect(mainAction({ state: 'training' }, false)).toMatchObject({
		does: 'pause',
		label: 'Pause',
		isPossible: true
	});
	expect(mainAction({ state: 'paused', reason: 'user' }, true).label).toBe('Continue');
	expect(mainAction({ state: 'paused', reason: 'budget' }, true).label).toBe('Continue');
	expect(mainAction({ state: 'starting' }, false).isPossible).toBe(false);
});

test('of a recorded run it is Play and Pause, also where nothing can train', () => {
	const replay = { state: 'replay', isPlaying: true, isAtEnd: false } as const;
	expect(mainAction(replay, false)).toMatchObject({
		does: 'pause-replay',
		label: 'Pause',
		isPossible: true
	});
	expect(mainAction({ ...replay, isPlaying: false }, false).label).toBe('Play');
	expect(mainAction({ ...replay, isPlaying: false, isAtEnd: true }, false)).toMatchObject({
		does: 'play',
		label: 'Play again',
		isPossible: true
	});
});

test('where the link points at a step that was not reached, it trains to that step', () => {
	for (const status of [{ state: 'ready' }, { state: 'paused', reason: 'budget' }] as const) {
		expect(mainAction(status, true, 2400)).toMatchObject({
			does: 'train',
			label: 'Train to step 2\u202f400'
		});
	}
	expect(mainAction({ state: 'training' }, true, 2400).label).toBe('Pause');
});
