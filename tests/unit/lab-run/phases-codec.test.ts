import { expect, test } from 'vitest';
import { markersOf, NO_PHASES } from '../../../src/engine/core/phase-state.ts';
import { checkJson, valueOf } from '../../../src/engine/checkpoint/checked-json.ts';
import { JUDGED_PHASES, phasesJson } from '../../../src/lab-run/codec/phases-codec.ts';

const thresholds = {
	memorizedAccuracy: 0.99,
	grokkedAccuracy: 0.99,
	lostAccuracy: 0.95,
	holdEvaluations: 3,
	cleanupLossRatio: 1
};
const state = { ...NO_PHASES, step: 80, claim: { end: { after: 55, by: 65 }, doubt: 2 } };

test('a claimed end of memorization returns from a checkpoint; an earlier one has none', () => {
	const json = phasesJson({ phases: [state], thresholds });
	const read = (text: string) => valueOf(checkJson(JUDGED_PHASES, text, 'phases')).phases[0];
	expect(read(json)).toEqual(state);
	const earlier = read(json.replace(/,"claim":\{.*?\},"doubt":2\}/, ''));
	expect(earlier).toEqual({ ...state, claim: NO_PHASES.claim });
	expect(earlier && markersOf(earlier).memorizationEnds).toBeUndefined();
});
