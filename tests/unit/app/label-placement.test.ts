import { expect, test } from 'vitest';
import { placeLabels } from '../../../src/app/charts/label-placement.ts';

const label = (name: string, at: number) => ({ label: name, at, width: 50 });

test('labels stand right of their places, and hang over where it is free', () => {
	expect(placeLabels([label('a', 0), label('b', 60)], 200, 4)).toEqual([
		{ label: 'a', left: 4 },
		{ label: 'b', left: 64 }
	]);
});

test('the last label is always drawn, and ends inside', () => {
	expect(placeLabels([label('plateau', 100), label('grokked', 190)], 200, 4)).toEqual([
		{ label: 'grokked', left: 146 }
	]);
	expect(placeLabels([label('plateau', 60), label('grokked', 190)], 200, 4)).toEqual([
		{ label: 'plateau', left: 64 },
		{ label: 'grokked', left: 146 }
	]);
});

test('a label that would run into the next is left out, and makes room for the one before', () => {
	const labels = [label('a', 0), label('b', 50), label('c', 70)];
	expect(placeLabels(labels, 200, 4).map(({ label: name }) => name)).toEqual(['a', 'c']);
});
