import { expect, test } from 'vitest';
import { pageTitle } from '../../../../../src/app/state/phases/page-title.ts';
import { NO_MARKERS } from '../../../../../src/app/state/phases/phase.ts';

const run = {
	status: { state: 'training' },
	step: 2300,
	phase: 'memorizing',
	markers: NO_MARKERS
} as const;

test('the title of the tab names state, step and phase', () => {
	expect(pageTitle(run)).toBe('▶ 2\u202f300 · memorization · Grokking Lab');
	const markers = { ...NO_MARKERS, memorized: { after: 130, by: 140 } };
	expect(pageTitle({ ...run, markers })).toBe('▶ 2\u202f300 · plateau · Grokking Lab');
	const done = { ...run, status: { state: 'paused', reason: 'budget' }, phase: 'grokked' } as const;
	expect(pageTitle(done)).toBe('✓ 2\u202f300 · grokked · Grokking Lab');
	expect(pageTitle({ ...run, step: 2371 })).toBe('▶ 2\u202f300 · memorization · Grokking Lab');
	expect(pageTitle({ ...run, step: 7 })).toBe('▶ 7 · memorization · Grokking Lab');
	const paused = { ...run, status: { state: 'paused', reason: 'user' } } as const;
	expect(pageTitle({ ...paused, step: 2371 })).toMatch(/^❚❚ 2\u202f371/);
});

test('before the first step it is the name of the page', () => {
	expect(pageTitle({ ...run, status: { state: 'ready' }, step: 0, phase: 'before' })).toBe(
		'Grokking Lab'
	);
});
