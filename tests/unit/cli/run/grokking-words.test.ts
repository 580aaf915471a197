import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grokkingText } from '../../../../src/cli/run/grokking-words.ts';
import { markersOf, NO_PHASES } from '../../../../src/engine/core/phase-state.ts';

const NOTHING = markersOf(NO_PHASES);
const interval = fc
	.tuple(fc.nat(5000), fc.integer({ min: 1, max: 50 }))
	.map(([after, width]) => ({ after, by: after + width }));

test('a run that ended before it grokked is censored, not "no" or "not yet"', () => {
	const words = grokkingText(NOTHING, 2000);
	expect(words).toBe('not by step 2000, where the run ended (censored)');
});

test('a run that lost it never reads as grokked alone, and what came back is said to have', () => {
	const losses = fc.array(fc.tuple(interval, interval), { minLength: 1, maxLength: 5 });
	fc.assert(
		fc.property(interval, losses, fc.boolean(), (grokked, found, isRegained) => {
			const all = found.map(([lost, regained], i) => ({
				lost,
				regained: i < found.length - 1 || isRegained ? regained : undefined
			}));
			const markers = { ...NOTHING, grokked, losses: all, lossCount: all.length };
			const words = grokkingText(markers, 9000);
			expect(words).toContain(`, lost after step ${String(all.at(-1)?.lost.after)}`);
			expect(words.includes('not regained')).toBe(!isRegained);
			expect(words).not.toContain('still');
		})
	);
});

test('what holds at the end is said to, unless its last evaluations lie below', () => {
	const grokked = { after: 100, by: 105 };
	expect(grokkingText({ ...NOTHING, grokked }, 300)).toBe(
		'after step 100, by 105, and still at step 300'
	);
	const wavers = grokkingText({ ...NOTHING, grokked, belowCount: 2 }, 300);
	expect(wavers).toContain('its last 2 evaluations lie below');
	expect(wavers).not.toContain('still');
});
