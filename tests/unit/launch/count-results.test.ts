import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	countStage,
	countTests,
	readPlaywright,
	readQuarantine,
	readVitest,
	sumCounts
} from '../../../src/launch/count-results.mjs';

const NONE = new Set<string>();
const file = (status: string, ...statuses: readonly string[]) => ({
	name: '/lab/a.test.ts',
	status,
	assertionResults: statuses.map((text, i) => ({ fullName: `test ${i}`, status: text }))
});

describe('readVitest', () => {
	test('reads every test of every file', () => {
		const report = { testResults: [file('passed', 'passed', 'pending'), file('failed', 'failed')] };
		expect(readVitest(report).map(({ outcome }) => outcome)).toEqual([
			'passed',
			'skipped',
			'failed'
		]);
	});

	test('takes a status it does not know for failed', () => {
		expect(readVitest({ testResults: [file('passed', 'disabled')] })).toEqual([
			{ name: 'test 0', outcome: 'failed' }
		]);
	});

	test('counts a file that broke before its first test as a failed test', () => {
		expect(readVitest({ testResults: [file('failed')] })).toEqual([
			{ name: '/lab/a.test.ts', outcome: 'failed' }
		]);
	});
});

describe('readPlaywright', () => {
	const suite = (status: string) => ({
		title: 'train.spec.ts',
		suites: [{ title: 'quick', specs: [{ title: 'groks', tests: [{ status }] }] }]
	});

	test.each([
		['expected', 'passed'],
		['unexpected', 'failed'],
		['flaky', 'failed'],
		['skipped', 'skipped']
	])('reads %s as %s', (status, outcome) => {
		expect(readPlaywright({ suites: [suite(status)], errors: [] })).toEqual([
			{ name: 'train.spec.ts quick groks', outcome }
		]);
	});

	test('counts errors outside of tests as failed', () => {
		const [result] = readPlaywright({ suites: [], errors: [{ message: 'no server' }] });
		expect(result?.outcome).toBe('failed');
	});
});

describe('countTests', () => {
	test('a skipped test is failed', () => {
		const results = readVitest({ testResults: [file('passed', 'passed', 'skipped', 'todo')] });
		expect(countTests(results, 0, NONE)).toEqual({ passed: 1, failed: 2, quarantined: 0 });
	});

	test('a skipped test in quarantine is neither passed nor failed', () => {
		const results = readVitest({ testResults: [file('passed', 'passed', 'skipped')] });
		const quarantine = new Set(['test 1']);
		expect(countTests(results, 0, quarantine)).toEqual({ passed: 1, failed: 0, quarantined: 1 });
	});

	test('a quarantined test that fails is failed', () => {
		const results = readVitest({ testResults: [file('failed', 'passed', 'failed')] });
		expect(countTests(results, 1, new Set(['test 1'])).failed).toBe(1);
	});

	test('a crash without results is one failure', () => {
		expect(countTests([], 1, NONE)).toEqual({ passed: 0, failed: 1, quarantined: 0 });
		expect(countTests([], 0, NONE)).toEqual({ passed: 0, failed: 1, quarantined: 0 });
	});

	test('an error exit although every test passed is one failure', () => {
		const results = readVitest({ testResults: [file('passed', 'passed', 'passed')] });
		expect(countTests(results, 1, NONE)).toEqual({ passed: 2, failed: 1, quarantined: 0 });
	});

	test('nothing is lost: passed, failed and quarantined add up to the tests', () => {
		const outcome = fc.constantFrom('passed' as const, 'failed' as const, 'skipped' as const);
		const result = fc.record({ name: fc.constantFrom('a', 'b', 'c'), outcome });
		fc.assert(
			fc.property(fc.array(result, { minLength: 1 }), (results) => {
				const { passed, failed, quarantined } = countTests(results, 0, new Set(['a']));
				fc.pre(passed > 0);
				expect(passed + failed + quarantined).toBe(results.length);
			})
		);
	});
});

test('readQuarantine reads the first cells of rows, and no heading', () => {
	const markdown =
		'# Quarantine\n| test | why |\n| --- | --- |\n| `gpu adds` | driver |\n|`b`|x|\n';
	expect([...readQuarantine(markdown)]).toEqual(['gpu adds', 'b']);
});

test('stages without tests count as one', () => {
	expect(countStage(0)).toEqual({ passed: 1, failed: 0, quarantined: 0 });
	expect(countStage(2)).toEqual({ passed: 0, failed: 1, quarantined: 0 });
});

test('sumCounts adds up the stages', () => {
	const stages = [countStage(0), countStage(1), { passed: 3, failed: 2, quarantined: 1 }];
	expect(sumCounts(stages)).toEqual({ passed: 4, failed: 3, quarantined: 1 });
});
