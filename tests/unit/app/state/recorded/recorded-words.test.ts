import { expect, test } from 'vitest';
import {
	cardRows,
	describeOrigin,
	describeRecorded
} from '../../../../../src/app/state/recorded/recorded-words.ts';
import { toyRecordedRun } from './toy-recorded-run.ts';

test('a recorded run is named by its size, its date and its adapter', () => {
	const { card } = toyRecordedRun();
	expect(describeRecorded({ ...card, steps: 14_000 })).toBe('p = 113, 14\u202f000 steps');
	expect(describeOrigin(card)).toBe('23 November 2026 on some driver, on the CPU');
	const gpu = { ...card, adapter: { kind: 'gpu', name: 'NVIDIA H100' } };
	expect(describeOrigin(gpu)).toBe('23 November 2026 on NVIDIA H100');
});

test('the card tells what a reader needs to judge and repeat the run', () => {
	const rows = new Map(cardRows(toyRecordedRun()));
	expect(rows.get('Link')).toBe('#v=1&preset=nanda-2023&steps=300');
	expect(rows.get('Versions')).toBe('grokking-lab 0.1.0, node 20');
	expect(rows.get('Took')).toBe('2\u202fmin (3 steps / s)');
	expect(rows.get('Memorized')).toBe('step 2–5');
	expect(rows.get('Grokked')).toBe('not in 300 steps');
	expect(rows.get('Settings')).toBe('task modular-addition, p 113');
});

test('a recorded run that lost what it had grokked says so, and what came back', () => {
	const recorded = toyRecordedRun();
	const [grokked, lost, regained] = [100, 200, 300].map((by) => ({ after: by - 50, by }));
	if (lost === undefined) return;
	const transitions = {
		...recorded.card.transitions,
		grokked,
		losses: [
			{ lost, regained },
			{ lost: { after: 340, by: 360 }, regained: undefined }
		]
	};
	const rows = cardRows({ ...recorded, card: { ...recorded.card, transitions } });
	const named = rows.filter(([title]) => ['Grokked', 'Lost', 'Regained'].includes(title));
	expect(named).toEqual([
		['Grokked', 'step 50–100'],
		['Lost', 'step 150–200'],
		['Regained', 'step 250–300'],
		['Lost', 'step 340–360']
	]);
});

test('what rounding did to the weights is stated where it did most', () => {
	const weights = new Map(cardRows(toyRecordedRun())).get('Weights');
	expect(weights).toContain('of 3 steps, 4 bits a value');
	expect(weights).toContain('at step 100: 2.000 became 2.500');
});
