import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DebouncedText } from '../../../../../src/app/state/phases/debounced-text.ts';

const training = { isAtOnce: false, mode: 'training' };

test('the story of quick-start, which came and went within a second, is read once', () => {
	const debounced = new DebouncedText();
	const judged = ['memorized', 'circuit', 'memorized', 'cleanup', 'cleanup', 'cleanup', 'cleanup'];
	const shown = judged.map((words, i) => debounced.show(words, 80 + 5 * i, training));
	expect(shown).toEqual([...Array<string>(5).fill('memorized'), 'cleanup', 'cleanup']);
});

test('a frame without an evaluation is no evaluation', () => {
	const debounced = new DebouncedText();
	debounced.show('a', 1, training);
	for (let i = 0; i < 20; i++) expect(debounced.show('b', 2, training)).toBe('a');
});

test('at rest, at a past step and in another state of the run words are shown at once', () => {
	const debounced = new DebouncedText();
	debounced.show('a', 1, training);
	expect(debounced.show('b', 2, { ...training, isAtOnce: true })).toBe('b');
	expect(debounced.show('c', 3, { ...training, mode: 'paused' })).toBe('c');
});

test('whatever is judged, shown words last three evaluations, were judged so, and settle on what lasts', () => {
	const stories = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 60 });
	fc.assert(
		fc.property(stories, (judged) => {
			const debounced = new DebouncedText();
			const shown = judged.map((words, i) => debounced.show(words, i, training));
			let since = 0;
			for (let i = 1; i < shown.length; i++) {
				if (shown[i] === shown[i - 1]) continue;
				if (since > 0) expect(i - since).toBeGreaterThanOrEqual(3);
				expect(judged.slice(i - 2, i + 1)).toEqual(Array(3).fill(shown[i]));
				since = i;
			}
			const last = judged.at(-1) ?? '';
			if (judged.slice(-3).every((words) => words === last) && judged.length >= 4) {
				expect(shown.at(-1)).toBe(last);
			}
		})
	);
});
