import { expect, test } from 'vitest';
import { phaseStory, type StoryFacts } from '../../../src/app/state/phase-stories.ts';

const facts: StoryFacts = {
	phase: 'grokked',
	isMemorized: true,
	hasKeyFrequencies: true,
	weightDecay: 1,
	isSettled: false,
	hasFailed: false
};

test('the spectrum is said to show frequencies only where some stand out', () => {
	expect(phaseStory(facts)).toContain('The spectrum shows which frequencies');
	expect(phaseStory({ ...facts, hasKeyFrequencies: false })).toContain('No frequency stands out');
	const plateau = { ...facts, phase: 'plateau' } as const;
	expect(phaseStory(plateau)).toContain('frequencies of the spectrum stand out');
	expect(phaseStory({ ...plateau, hasKeyFrequencies: false })).not.toContain('spectrum');
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

test('a run that failed or used up its budget is not said to go on', () => {
	expect(phaseStory({ ...facts, phase: 'memorizing', hasFailed: true })).toMatch(/has stopped/);
	expect(phaseStory({ ...facts, isSettled: true })).toContain('The budget is used up');
});
