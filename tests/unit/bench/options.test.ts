import { expect, test } from 'vitest';
import { parseOptions } from '../../bench/options.ts';

const options = (...args: readonly string[]) => parseOptions(args, '/root');

test('rivals run in at least three browsers', () => {
	expect(options()?.sessions).toBeGreaterThanOrEqual(3);
});

test('--seconds sets the stretches of the page and the points of the curves', () => {
	expect(options('page', '--seconds', '7')).toMatchObject({
		parts: ['page'],
		pageSeconds: 7,
		pointSeconds: 7
	});
});

test('--cases are those of rivals, node and torch; rivals leave p = 113 out unless asked', () => {
	expect(options()).toMatchObject({
		rivalCases: ['p31', 'p59'],
		nodeCases: ['p31', 'p59', 'p113']
	});
	expect(options('--cases', 'p113')).toMatchObject({ rivalCases: ['p113'], nodeCases: ['p113'] });
});

test.each([
	[['--repeats', '0'], '--repeats: expected a positive number, got "0"'],
	[['--cases', 'p32'], '--cases: expected some of p31, p59, p113, got "p32"'],
	[['speed'], /^parts: expected some of page, .*, got "speed"$/]
] as const)('%j is refused', (args, message) => {
	expect(() => options(...args)).toThrow(message);
});
