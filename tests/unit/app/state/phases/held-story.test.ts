import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeldStory } from '../../../../../src/app/state/phases/held-story.ts';

const training = { certainty: 'likely', place: 0, isAtOnce: false, mode: 'training' } as const;

/** Shows stories that consist of a headline alone. */
function headlines() {
	const held = new HeldStory();
	return (headline: string, evaluated: number, how: Parameters<HeldStory['show']>[2]) =>
		held.show({ headline, detail: '', offers: [] }, evaluated, how).headline;
}

test('the story of quick-start, which came and went within a second, is read once', () => {
	const show = headlines();
	const judged = ['memorized', 'circuit', 'memorized', 'cleanup', 'cleanup', 'cleanup', 'cleanup'];
	const shown = judged.map((words, i) => show(words, 80 + 5 * i, training));
	expect(shown).toEqual([...Array<string>(5).fill('memorized'), 'cleanup', 'cleanup']);
});

test('a headline that was shown before returns only after twelve evaluations', () => {
	const show = headlines();
	const judged = ['a', 'a', 'a', 'b', 'b', 'b', ...Array<string>(12).fill('a')];
	const shown = judged.map((words, i) => show(words, i, training)).join('');
	expect(shown).toBe(`${'a'.repeat(5)}${'b'.repeat(12)}a`);
});

test('a certain headline is shown at once, a tentative one after twelve evaluations', () => {
	const show = headlines();
	show('a', 0, training);
	expect(show('b', 1, { ...training, certainty: 'certain' })).toBe('b');
	const tentative = { ...training, certainty: 'tentative', place: 3 } as const;
	const shown = Array.from({ length: 12 }, (_, i) => show('c', 2 + i, tentative)).join('');
	expect(shown).toBe(`${'b'.repeat(11)}c`);
});

test('a headline of an earlier phase is shown only after twelve evaluations', () => {
	const show = headlines();
	show('circuit', 0, { ...training, place: 3 });
	const shown = Array.from({ length: 12 }, (_, i) =>
		show('plateau', 1 + i, { ...training, place: 2 })
	);
	expect(shown).toEqual([...Array<string>(11).fill('circuit'), 'plateau']);
});

test('within a shown phase a new headline waits for three evaluations only', () => {
	const show = headlines();
	const circuit = { ...training, certainty: 'tentative', place: 3 } as const;
	show('few', 0, { ...circuit, isAtOnce: true });
	expect(Array.from({ length: 3 }, (_, i) => show('some', 1 + i, circuit))).toEqual([
		'few',
		'few',
		'some'
	]);
});

test('while a headline is held, one that is true meanwhile is shown after three evaluations', () => {
	const show = headlines();
	show('learning', 0, { ...training, place: 1 });
	const plateau = { story: { headline: 'plateau', detail: '', offers: [] }, place: 2 };
	const circuit = { ...training, certainty: 'tentative', place: 3, meanwhile: plateau } as const;
	const shown = Array.from({ length: 12 }, (_, i) => show('circuit', 1 + i, circuit));
	expect(shown).toEqual([
		...Array<string>(2).fill('learning'),
		...Array<string>(9).fill('plateau'),
		'circuit'
	]);
});

test('a frame without an evaluation is no evaluation', () => {
	const show = headlines();
	show('a', 1, training);
	for (let i = 0; i < 20; i++) expect(show('b', 2, training)).toBe('a');
});

test('at rest, at a past step and in another state of the run words are shown at once', () => {
	const show = headlines();
	show('a', 1, training);
	expect(show('b', 2, { ...training, isAtOnce: true })).toBe('b');
	expect(show('c', 3, { ...training, mode: 'paused' })).toBe('c');
});

test('whatever is judged, shown words last three evaluations, were judged so, and settle on what lasts', () => {
	const stories = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 60 });
	fc.assert(
		fc.property(stories, (judged) => {
			const show = headlines();
			const shown = judged.map((words, i) => show(words, i, training));
			let since = 0;
			for (let i = 1; i < shown.length; i++) {
				if (shown[i] === shown[i - 1]) continue;
				if (since > 0) expect(i - since).toBeGreaterThanOrEqual(3);
				expect(judged.slice(i - 2, i + 1)).toEqual(Array(3).fill(shown[i]));
				since = i;
			}
			const last = judged.at(-1) ?? '';
			const needed = shown.slice(0, -1).includes(last) ? 12 : 3;
			if (judged.slice(-needed).every((words) => words === last) && judged.length > needed) {
				expect(shown.at(-1)).toBe(last);
			}
		})
	);
});

test('the detail of a shown story follows the newest one, that of a story that is still held does not', () => {
	const held = new HeldStory();
	const story = (headline: string, detail: string) => ({ headline, detail, offers: [] });
	held.show(story('a', '1'), 1, training);
	expect(held.show(story('a', '2'), 2, training).detail).toBe('2');
	expect(held.show(story('b', '3'), 3, training)).toEqual(story('a', '2'));
});
