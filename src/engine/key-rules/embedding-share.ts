import { keyFrequencies, powerPerFrequency } from '../core/fourier.ts';
import { defineKeyRule } from './define.ts';
import { needed, shareTest } from './selection.ts';

/**
 * The lab's default rule: a frequency is key by its share of the embedding's power (decisions.md).
 */
export const embeddingShare = defineKeyRule({
	id: 'embedding-share',
	place: 1,
	label: 'Share of the embedding',
	cite: 'This lab',
	definition:
		"Frequencies with at least 2.5 times the uniform share of the embedding's non-constant Fourier power, at most ten (both adjustable). Usually there are none at first; the first ones may pass long before the network groks.",
	needs: 'embedding',
	settings: ['ratio', 'max'],
	onDevice: shareTest,
	whenNone: (setting) => `no frequency holds ${setting('ratio')} × the uniform share`,
	select: ({ embedding }, threshold) =>
		keyFrequencies(powerPerFrequency(needed(embedding, 'embedding')), threshold)
});
