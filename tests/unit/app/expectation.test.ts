import { expect, test } from 'vitest';
import { describeExpectationOf } from '../../../src/app/state/expectation.ts';

const expectation = { groksBetween: [540, 780] as const };

test('an estimate is an interval of steps, and of time once the speed is known', () => {
	expect(describeExpectationOf(expectation, true, 0, 0)).toContain('540 and 780');
	expect(describeExpectationOf(expectation, true, 40, 10)).toContain('50 s to 74 s');
	expect(describeExpectationOf(expectation, true, 600, 10)).toContain('within 18 s');
});

test('there is no estimate where nothing was measured', () => {
	expect(describeExpectationOf(expectation, false, 0, 10)).toContain('nobody has measured');
	expect(describeExpectationOf(expectation, true, 800, 10)).toContain('takes longer');
});
