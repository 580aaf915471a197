import { describe, expect, test } from 'vitest';
import { unseenOperands } from '../../../src/engine/views/pair-controls.ts';
import {
	anotherOf,
	showingOf,
	unseenFrom,
	unseenPairs
} from '../../../src/engine/views/unseen-pairs.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

const P = 5;
const pair = (a: number, b: number) => a * P + b;

/** A run in which these pairs were shown. */
const runWith = (shown: readonly number[], taskId = 'modular-addition') => {
	const isTrain = new Uint8Array(P * P);
	for (const one of shown) isTrain[one] = 1;
	const { task, params } = toyRun({ task: taskId, params: { p: P } });
	return { shape: task.shape(params), isTrain };
};

test('a pair whose mirror was shown counts as never shown only where the two differ', () => {
	const shown = [pair(1, 2), pair(3, 3)];
	const sum = runWith(shown);
	expect(showingOf(sum, pair(1, 2))).toBe('shown');
	expect(showingOf(sum, pair(2, 1))).toBe('mirrored');
	expect(showingOf(sum, pair(3, 3))).toBe('shown');
	expect(showingOf(sum, pair(4, 4))).toBe('never');
	expect(unseenPairs(sum)).toHaveLength(P * P - 3);
	expect(showingOf(runWith(shown, 'modular-subtraction'), pair(2, 1))).toBe('never');
});

describe('the first pair of a figure', () => {
	test('is the first never shown from the usual one on, else the first of all', () => {
		expect(unseenOperands(runWith([]))).toEqual({ a: 3, b: 4 });
		expect(unseenOperands(runWith([pair(3, 4)]))).toEqual({ a: 4, b: 0 });
		const last = [pair(3, 4), ...[0, 1, 2, 3, 4].map((b) => pair(4, b))];
		expect(unseenOperands(runWith(last))).toEqual({ a: 0, b: 0 });
	});

	test('is one whose mirror alone was shown if no other is left, and the usual one if none is', () => {
		const all = Array.from({ length: P * P }, (_, i) => i);
		const butOne = runWith(all.filter((one) => one !== pair(2, 1)));
		expect(unseenFrom(butOne, pair(3, 4))).toBe(pair(2, 1));
		expect(unseenOperands(runWith(all))).toEqual({});
	});
});

test.each([1, 2, 7, 13, 100])('from one of %i numbers to the next, all are reached', (count) => {
	const numbers = Array.from({ length: count }, (_, i) => 3 * i);
	const reached = new Set<number>();
	let current = 0;
	for (let i = 0; i < count; i++) {
		reached.add(current);
		current = anotherOf(numbers, current) ?? -1;
	}
	expect(reached.size).toBe(count);
	expect(anotherOf([], 3)).toBeUndefined();
});
