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

test('what has not happened up to the last evaluation is censored', () => {
	const all = ['memorized', 'memorization_ends', 'cleanup_begins', 'grokked'];
	expect(outcomeCard(markers, 900).censored).toEqual(all);
	const ended = { ...markers, memorizationEnds: { after: 55, by: 65 } };
	expect(outcomeCard(ended, 900).censored).toEqual(['memorized', 'cleanup_begins', 'grokked']);
});
