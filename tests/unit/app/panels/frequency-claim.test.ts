import { expect, test } from 'vitest';
import {
	frequencyClaim,
	type SpectrumFacts
} from '../../../../src/app/panels/table/frequency-claim.ts';

const claim = (facts: Partial<SpectrumFacts>) =>
	frequencyClaim({ phase: 'memorizing', keys: 0, use: undefined, isEnd: false, ...facts });
const ALL = { used: 15, count: 15, isAll: true };

test('a network that uses all frequencies is said to use all of them, never to have none yet', () => {
	for (const phase of ['grokked', 'regained'] as const) {
		for (const isEnd of [false, true]) {
			expect(claim({ phase, use: ALL, isEnd })).toBe('It uses all 15 frequencies.');
		}
	}
	expect(claim({ phase: 'grokked', use: { used: 9, count: 15, isAll: false } })).toBe(
		'No frequency stands out: its answers use about 9 of 15.'
	);
});

test('“yet” is for runs that may go on', () => {
	const phases = ['memorizing', 'plateau', 'circuit', 'cleanup', 'lost'] as const;
	for (const phase of phases) {
		expect(claim({ phase })).toContain('yet');
		expect(claim({ phase, isEnd: true })).not.toContain('yet');
	}
});

test('the caption says what the key frequencies do in each phase', () => {
	expect(claim({ phase: 'before' })).toBe('At first all frequencies are about equally strong.');
	expect(claim({ phase: 'plateau', keys: 4 })).toBe('Four waves grow while the loss looks flat.');
	expect(claim({ phase: 'circuit', keys: 1 })).toBe('One wave grows while the loss looks flat.');
	expect(claim({ phase: 'cleanup', keys: 5 })).toBe(
		'Five waves carry the answer; the others fade.'
	);
	expect(claim({ phase: 'grokked', keys: 5 })).toBe('It computes with five waves.');
	expect(claim({ phase: 'grokked', keys: 1 })).toBe('It computes with one wave.');
	expect(claim({ phase: 'grokked', keys: 12 })).toBe('It computes with 12 waves.');
});
