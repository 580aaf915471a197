import { expect, test } from 'vitest';
import {
	describeExpectationOf,
	describeLossToCome,
	describeMeasured
} from '../../../../../src/app/state/config/expectation.ts';

const PAIR = 'pairs';
const expectation = { runs: 8, groksBetween: [540, 780] as const };

test('an estimate is an interval of steps, and of time once the speed is known', () => {
	expect(describeExpectationOf(expectation, true, 0, 0)).toBe(
		'In 8 trials it grokked between steps 540 and 780.'
	);
	expect(describeExpectationOf(expectation, true, 40, 10)).toContain('50\u202fs to 74\u202fs');
	expect(describeExpectationOf(expectation, true, 0, 1000)).toContain('speed: within 1\u202fs.');
	expect(describeExpectationOf(expectation, true, 600, 10)).toContain('within 18\u202fs');
});

test('a preset of which not all runs grokked says so', () => {
	expect(describeMeasured({ ...expectation, runs: 24, grokked: 23 })).toMatch(
		/^In 23 of 24 trials/
	);
});

test('there is no estimate where nothing was measured', () => {
	expect(describeExpectationOf(expectation, false, 0, 10)).toContain('New settings');
	expect(describeExpectationOf(expectation, true, 800, 10)).toContain('takes longer');
});

test('a task without pairs gets the same words of its examples', () => {
	const sequences = 'sequences';
	const text = describeLossToCome({ memorizedBy: 40, course: 'cliff' }, true, sequences);
	expect(text).toContain('the sequences it is shown will fall first');
	expect(text).not.toContain('pair');
});

test('a cliff is promised only of presets of which one was measured', () => {
	const to = (course: 'cliff' | 'slope', isPreset: boolean) =>
		describeLossToCome({ memorizedBy: 40, course }, isPreset, PAIR);
	expect(to('cliff', true)).toContain('stay high and fall off a cliff');
	expect(to('slope', true)).not.toMatch(/cliff|stay high/);
	expect(to('cliff', false)).toContain('off a cliff or in a slope');
});
