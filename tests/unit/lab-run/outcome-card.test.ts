import { expect, test } from 'vitest';
import { outcomeCard } from '../../../src/lab-run/run-card.ts';
import { phaseMarkers } from '../../../src/engine/core/phases.ts';

const NONE = { step: [], trainAccuracy: [], testLoss: [], testAccuracy: [], judgedLoss: [] };
const markers = phaseMarkers(
	{ ...NONE, judgedAccuracy: [], excludedLoss: [], restrictedLoss: [] },
	{
		thresholds: {
			memorizedAccuracy: 0.99,
			grokkedAccuracy: 0.99,
			lostAccuracy: 0.95,
			holdEvaluations: 3,
			cleanupLossRatio: 1
		},
		chanceLevel: 1,
		answersChanceLevel: 1,
		judged: 'non_mirrored'
	}
);

test('an end of memorization that only the settled values tell is not censored', () => {
	expect(outcomeCard(markers, 900, undefined).censored).toContain('memorization_ends');
	const { censored } = outcomeCard(markers, 900, { after: 55, by: 65 });
	expect(censored).toEqual(['memorized', 'cleanup_begins', 'grokked']);
});
