import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phaseStory, type StoryFacts } from '../../../../../src/app/state/phases/phase-stories.ts';

const PAIR = 'pairs';
const SEQUENCE = 'sequences';
const facts: StoryFacts = {
	noun: PAIR,
	phase: 'grokked',
	isMemorized: true,
	trainAccuracy: 1,
	hasKeyFrequencies: true,
	use: undefined,
	testAccuracy: 0.3,
	judged: 'non-mirrored',
	hasFrequencies: true,
	isBelow: false,
	weightDecay: 1,
	endedAt: undefined,
	isPast: false,
	hasFailed: false
};

test('the spectrum is said to show frequencies only where some stand out', () => {
	expect(phaseStory(facts)).toContain('The spectrum shows which frequencies');
	expect(phaseStory({ ...facts, hasKeyFrequencies: false })).toContain('No frequency stands out');
	const plateau = { ...facts, phase: 'plateau' } as const;
	expect(phaseStory(plateau)).toContain('frequencies of the spectrum stand out');
	expect(phaseStory({ ...plateau, hasKeyFrequencies: false })).not.toContain('spectrum');
});

test('of a task without frequencies no spectrum is spoken of', () => {
	for (const hasKeyFrequencies of [true, false]) {
		const story = phaseStory({ ...facts, hasKeyFrequencies, hasFrequencies: false });
		expect(story).not.toMatch(/spectrum|frequency/);
		expect(story).toMatch(/^Grokked: .* never saw\./);
	}
});

test('a grokked network without key frequencies is said to use all of them only where its logits do', () => {
	const none = { ...facts, hasKeyFrequencies: false };
	expect(phaseStory({ ...none, use: { used: 15, count: 15, isAll: true } })).toContain(
		'it uses all 15 of them'
	);
	const some = phaseStory({ ...none, use: { used: 4, count: 15, isAll: false } });
	expect(some).toContain('its logits use about 4 of 15');
	expect(some).not.toContain('all');
});

test('weight decay is only credited where there is some', () => {
	for (const phase of ['plateau', 'cleanup'] as const) {
		expect(phaseStory({ ...facts, phase })).toMatch(/weight decay (is|makes)/);
		expect(phaseStory({ ...facts, phase, weightDecay: 0 })).not.toMatch(/weight decay (is|makes)/);
	}
});

test('while memorization goes on, nothing is said to be stuck before the train pairs are right', () => {
	const memorizing = { ...facts, phase: 'memorizing' } as const;
	expect(phaseStory({ ...memorizing, isMemorized: false })).toMatch(/by heart/);
	expect(phaseStory(memorizing)).toMatch(/^Memorized: .* looks stuck/);
});

test('train pairs that a jump of the loss has cost are not called right', () => {
	for (const phase of ['memorizing', 'plateau'] as const) {
		const forgotten = phaseStory({ ...facts, phase, trainAccuracy: 0.2 });
		expect(forgotten).toMatch(/had memorized its train pairs and now gets many of them wrong/);
		expect(forgotten).not.toContain('train pairs right');
	}
	const ended = phaseStory({ ...facts, phase: 'plateau', trainAccuracy: 0.2, endedAt: 200 });
	expect(ended).toContain('its train pairs memorized and partly forgotten again');
});

test('most test pairs are called wrong only where they are', () => {
	const plateau = { ...facts, phase: 'plateau' } as const;
	expect(phaseStory(plateau)).toContain('most non-mirrored test pairs wrong');
	const better = phaseStory({ ...plateau, testAccuracy: 0.6, judged: undefined });
	expect(better).toContain('many test pairs wrong');
});

test('a run that failed or used up its budget is not said to go on', () => {
	expect(phaseStory({ ...facts, phase: 'memorizing', hasFailed: true })).toMatch(/has stopped/);
	expect(phaseStory({ ...facts, endedAt: 3000 })).toContain('The budget is used up');
});

test('a past step 0 does not ask to press Train', () => {
	const before = { ...facts, phase: 'before' } as const;
	expect(phaseStory(before)).toContain('Press Train');
	const past = phaseStory({ ...before, isPast: true });
	expect(past).not.toContain('Press');
	expect(past).toContain('only guessed');
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
	isMemorized: fc.boolean(),
	trainAccuracy: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(NaN)),
	hasKeyFrequencies: fc.boolean(),
	use: fc.option(fc.record({ used: fc.nat(20), count: fc.nat(20), isAll: fc.boolean() }), {
		nil: undefined
	}),
	testAccuracy: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(NaN)),
	judged: fc.constantFrom('non-mirrored', undefined),
	hasFrequencies: fc.boolean(),
	isBelow: fc.boolean(),
	weightDecay: fc.constantFrom(0, 1),
	endedAt: fc.option(fc.integer({ min: 1, max: 99_999 }), { nil: undefined }),
	isPast: fc.boolean(),
	hasFailed: fc.constant(false)
});

test('every story speaks of the examples that the task has', () => {
	fc.assert(
		fc.property(anyFacts, (of) => {
			expect(phaseStory({ ...of, noun: SEQUENCE })).not.toMatch(/pair/);
			expect(phaseStory({ ...of, noun: PAIR })).not.toMatch(/sequence/);
		})
	);
	expect(phaseStory({ ...facts, noun: SEQUENCE })).toContain('it answers sequences that it never');
});

test('an ended run never says what is still to come, and one that has not grokked says so and since when', () => {
	fc.assert(
		fc.property(anyFacts, (of) => {
			fc.pre(of.endedAt !== undefined && of.phase !== 'before');
			const story = phaseStory(of);
			expect(story).not.toMatch(/\byet\b|more and more|is forming|looks stuck|may stay here/);
			const hasGrokked = ['grokked', 'lost', 'regained'].includes(of.phase);
			expect(/^It has not grokked in [\d\u202f]+ steps/.test(story)).toBe(!hasGrokked);
		})
	);
});

test('a run that lost what it had grokked never reads as if it still did', () => {
	fc.assert(
		fc.property(anyFacts, (of) => {
			const lost = phaseStory({ ...of, phase: 'lost' });
			expect(lost).toMatch(/^Grokked, and lost again/);
			expect(lost).not.toMatch(/it answers \w+ that it never saw/);
			expect(phaseStory({ ...of, phase: 'regained' })).toContain('after losing it');
			const wavers = phaseStory({ ...of, phase: 'grokked', isBelow: true });
			expect(wavers).not.toMatch(/it answers \w+ that it never saw/);
		})
	);
});
