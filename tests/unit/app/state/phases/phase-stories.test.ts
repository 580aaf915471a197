import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detailOf } from '../../../../../src/app/state/phases/phase-details.ts';
import { headlineOf } from '../../../../../src/app/state/phases/phase-stories.ts';
import type { StoryFacts } from '../../../../../src/app/state/phases/story-facts.ts';

const PAIR = 'pairs';
const SEQUENCE = 'sequences';
const facts: StoryFacts = {
	noun: PAIR,
	example: '7 + 30 mod 31 = 6',
	trainExamples: 576,
	allExamples: 961,
	phase: 'grokked',
	isMemorized: true,
	trainLoss: 0.01,
	chance: Math.log(31),
	trainAccuracy: 1,
	hasKeyFrequencies: true,
	use: undefined,
	testAccuracy: 0.03,
	asideAccuracy: 0.95,
	judged: 'non-mirrored',
	hasFrequencies: true,
	isBelow: false,
	weightDecay: 1,
	markers: { grokked: { after: 560, by: 580 }, losses: [] },
	endedAt: undefined,
	past: undefined
};
const LOSS = { lost: { after: 1200, by: 1210 }, regained: undefined };
const storyOf = (of: StoryFacts): string => `${headlineOf(of)} ${detailOf(of)}`;

test('before the first step it says in one sentence what this is, with an example', () => {
	const before = { ...facts, phase: 'before' } as const;
	expect(headlineOf(before)).toBe(
		'A small network learns a rule from examples such as 7 + 30 mod 31 = 6.'
	);
	expect(headlineOf({ ...before, example: undefined })).toBe(
		'A small network learns a rule from examples.'
	);
	expect(detailOf(before)).toContain('576 of 961 pairs');
	expect(headlineOf({ ...before, past: 0 })).toBe('It had learned nothing: it guessed.');
});

test('a memorized run knows what it was shown, and mirror images where it answers them', () => {
	const plateau = { ...facts, phase: 'memorizing' } as const;
	expect(headlineOf(plateau)).toBe(
		'It knows the 576 pairs it was shown and their mirror images, and almost none of the others.'
	);
	expect(headlineOf({ ...plateau, asideAccuracy: 0.3 })).toBe(
		'It knows the 576 pairs it was shown and some mirror images, and almost none of the others.'
	);
	expect(headlineOf({ ...plateau, asideAccuracy: undefined, testAccuracy: 0.6 })).toBe(
		'It knows the 576 pairs it was shown, and most of the others.'
	);
	expect(headlineOf({ ...plateau, isMemorized: false })).toMatch(/by heart/);
});

test('the spectrum is said to show frequencies only where some stand out', () => {
	expect(storyOf(facts)).toContain('The spectrum shows the waves');
	expect(storyOf({ ...facts, hasKeyFrequencies: false })).toContain('No frequency stands out');
	const plateau = { ...facts, phase: 'plateau' } as const;
	expect(storyOf(plateau)).toContain('frequencies of the spectrum already stand out');
	expect(storyOf({ ...plateau, hasKeyFrequencies: false })).not.toContain('spectrum');
});

test('of a task without frequencies no spectrum is spoken of', () => {
	for (const hasKeyFrequencies of [true, false]) {
		const story = storyOf({ ...facts, hasKeyFrequencies, hasFrequencies: false });
		expect(story).not.toMatch(/spectrum|frequency/);
		expect(story).toMatch(/^It understands: .* never saw\./);
	}
});

test('a grokked network without key frequencies is said to use all of them only where its logits do', () => {
	const none = { ...facts, hasKeyFrequencies: false };
	expect(storyOf({ ...none, use: { used: 15, count: 15, isAll: true } })).toContain(
		'it uses all 15 of them'
	);
	const some = storyOf({ ...none, use: { used: 4, count: 15, isAll: false } });
	expect(some).toContain('its logits use about 4 of 15');
	expect(some).not.toContain('all of');
});

test('weight decay is only credited where there is some', () => {
	for (const phase of ['plateau', 'cleanup'] as const) {
		expect(storyOf({ ...facts, phase })).toMatch(/weight decay (is|pulls)/);
		expect(storyOf({ ...facts, phase, weightDecay: 0 })).not.toMatch(/weight decay (is|pulls)/);
	}
});

test('train pairs that a jump of the loss has cost are not called known', () => {
	for (const phase of ['memorizing', 'plateau'] as const) {
		const forgotten = storyOf({ ...facts, phase, trainAccuracy: 0.2 });
		expect(forgotten).toMatch(/^It had learned its pairs by heart, and gets many of them wrong/);
		expect(forgotten).not.toContain('It knows');
	}
	const ended = storyOf({ ...facts, phase: 'plateau', trainAccuracy: 0.2, endedAt: 200 });
	expect(ended).toContain('It had learned by heart the pairs it was shown, and has forgotten many');
});

test('how many of the others are right is said in words, as the chart of accuracy shows it', () => {
	const words = (phase: 'circuit' | 'cleanup', testAccuracy: number) =>
		headlineOf({ ...facts, phase, testAccuracy });
	expect(words('circuit', 0.02)).toMatch(/still answers almost none of the pairs it never saw/);
	expect(words('circuit', 0.3)).toMatch(/answers some of the pairs it never saw/);
	expect(words('cleanup', 0.9)).toMatch(/answers most of the pairs it never saw/);
	expect(words('cleanup', 0.02)).toMatch(/its loss is below that of a guess/);
	const plateau = { ...facts, phase: 'plateau', asideAccuracy: undefined } as const;
	expect(detailOf(plateau)).toMatch(/^It looks stuck\./);
	expect(detailOf({ ...plateau, testAccuracy: 0.3 })).not.toContain('stuck');
});

test('a loss far above that of a guess is not called learning, while it trains and at the end', () => {
	const wild = { ...facts, phase: 'memorizing', isMemorized: false, trainLoss: 1200 } as const;
	expect(storyOf(wild)).toMatch(/^It is not learning: .* A learning rate that is too high/);
	expect(storyOf({ ...wild, endedAt: 500 })).toContain('It has learned nothing');
	expect(storyOf({ ...wild, trainLoss: 4 })).toMatch(/^It is learning by heart/);
	expect(storyOf({ ...wild, isMemorized: true })).not.toContain('not learning');
});

test('a grokked run that ends says what it does, one that still trains that it keeps training', () => {
	expect(storyOf({ ...facts, endedAt: 3000, testAccuracy: 1 })).toMatch(
		/^It understands: after 3\u202f000 steps .*100\u202f% of the non-mirrored pairs it never saw\./
	);
	expect(storyOf(facts)).toContain('It keeps training: watch what happens after.');
});

test('a run that lost it says when it grokked and when it lost it', () => {
	const lost = { ...facts, phase: 'lost', markers: { ...facts.markers, losses: [LOSS] } } as const;
	expect(headlineOf(lost)).toBe('Grokked at step 560–580, lost at step 1\u202f200–1\u202f210.');
	const regained = { after: 1300, by: 1310 };
	expect(
		headlineOf({
			...lost,
			phase: 'regained',
			markers: { ...facts.markers, losses: [{ ...LOSS, regained }] }
		})
	).toBe(
		'Grokked at step 560–580, lost at step 1\u202f200–1\u202f210, grokked again at step 1\u202f300–1\u202f310.'
	);
});

const anyFacts: fc.Arbitrary<StoryFacts> = fc.record({
	phase: fc.constantFrom(
		'before',
		'memorizing',
		'plateau',
		'circuit',
		'cleanup',
		'grokked',
		'lost',
		'regained'
	),
	noun: fc.constantFrom(PAIR, SEQUENCE),
	example: fc.constantFrom('1 + 1 = 2', undefined),
	trainExamples: fc.nat(10_000),
	allExamples: fc.nat(10_000),
	isMemorized: fc.boolean(),
	trainLoss: fc.constantFrom(0.01, 5, 1e6, NaN),
	chance: fc.constantFrom(3.4, NaN),
	trainAccuracy: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(NaN)),
	hasKeyFrequencies: fc.boolean(),
	use: fc.option(fc.record({ used: fc.nat(20), count: fc.nat(20), isAll: fc.boolean() }), {
		nil: undefined
	}),
	testAccuracy: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(NaN)),
	asideAccuracy: fc.constantFrom(0.2, undefined),
	judged: fc.constantFrom('non-mirrored', undefined),
	hasFrequencies: fc.boolean(),
	isBelow: fc.boolean(),
	weightDecay: fc.constantFrom(0, 1),
	endedAt: fc.option(fc.integer({ min: 1, max: 99_999 }), { nil: undefined }),
	markers: fc.constantFrom(facts.markers, { ...facts.markers, losses: [LOSS] }),
	past: fc.constantFrom(undefined, 115)
});

test('every story speaks of the examples that the task has', () => {
	fc.assert(
		fc.property(anyFacts, (of) => {
			expect(storyOf({ ...of, noun: SEQUENCE })).not.toMatch(/pair/);
			expect(storyOf({ ...of, noun: PAIR })).not.toMatch(/sequence/);
		})
	);
	expect(headlineOf({ ...facts, noun: SEQUENCE })).toBe(
		'It understands: it answers sequences that it never saw.'
	);
});

test('a past step is spoken of in the past tense', () => {
	fc.assert(
		fc.property(anyFacts, (of) => {
			fc.pre(!['before', 'lost', 'regained'].includes(of.phase) && !of.isBelow);
			const story = storyOf({ ...of, past: 115, endedAt: undefined });
			expect(story).not.toMatch(/\b(is|are|knows|answers|begins|gets|now|yet)\b/);
		})
	);
});

test('the headline of a run that trains holds no number that changes', () => {
	fc.assert(
		fc.property(anyFacts, fc.double({ min: 0, max: 0.09, noNaN: true }), (of, testAccuracy) => {
			const live = { ...of, past: undefined, endedAt: undefined };
			const { headline, other } = {
				headline: headlineOf({ ...live, testAccuracy: 0.05 }),
				other: headlineOf({ ...live, testAccuracy })
			};
			expect(headline).toBe(other);
		})
	);
});

test('an ended run never says what is still to come, and one that has not grokked says so and since when', () => {
	fc.assert(
		fc.property(anyFacts, (of) => {
			fc.pre(of.endedAt !== undefined && of.phase !== 'before');
			const story = storyOf({ ...of, past: undefined });
			expect(story).not.toMatch(/\byet\b|is growing|looks stuck|may stay here|keeps training/);
			const hasGrokked = ['grokked', 'lost', 'regained'].includes(of.phase);
			expect(/^It has not grokked in [\d\u202f]+ steps/.test(story)).toBe(!hasGrokked);
		})
	);
});

test('a run that lost what it had grokked never reads as if it still did', () => {
	fc.assert(
		fc.property(anyFacts, (of) => {
			const markers = { ...facts.markers, losses: [LOSS] };
			const lost = storyOf({ ...of, phase: 'lost', markers });
			expect(lost).toMatch(/^Grokked at step .*, lost at step /);
			expect(lost).not.toMatch(/It understands/);
			const wavers = storyOf({ ...of, phase: 'grokked', isBelow: true });
			expect(wavers).not.toMatch(/It understands/);
		})
	);
});
