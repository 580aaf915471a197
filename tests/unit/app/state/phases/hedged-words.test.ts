import { describe, expect, test } from 'vitest';
import { presets } from '../../../../../src/presets/index.ts';
import { describeLossToCome } from '../../../../../src/app/state/config/expectation.ts';
import { probes } from '../../../../../src/engine/probes/index.ts';
import { views } from '../../../../../src/engine/views/index.ts';

/**
 * Claims that hold in the paper's run but not in every run: texts make them of that network only,
 * or with "may" or "if".
 */
const CLAIMS = [
	/\byet\b/,
	/after grokking/i,
	/only a few frequencies (occur|are left)/,
	/Rises sharply/,
	/fall off a cliff/
];
const HEDGE = /paper|\bmay\b|\bIf\b/;

const texts = [
	...views.all.map(({ id, explanation }) => [`view ${id}`, explanation] as const),
	...probes.all.flatMap(({ id, definition, scalars, vectors = [] }) =>
		[definition, ...[...scalars, ...vectors].map((each) => each.definition)].map(
			(text) => [`probe ${id}`, text] as const
		)
	)
];

describe('words that stand beside every run claim nothing that a run can contradict', () => {
	test.each(texts)('%s: %s', (_, text) => {
		for (const sentence of text.split(/(?<=[.;:]) /)) {
			const claims = CLAIMS.filter((claim) => claim.test(sentence));
			if (claims.length > 0) expect(sentence).toMatch(HEDGE);
		}
	});
});

test('no preset that falls gradually promises a cliff', () => {
	for (const { id, expectation } of presets.all) {
		const promises = /cliff/.test(describeLossToCome(expectation, true, 'pairs'));
		expect(promises, id).toBe(expectation.course === 'cliff');
	}
});
