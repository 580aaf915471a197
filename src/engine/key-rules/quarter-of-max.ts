import { powerPerFrequency } from '../core/fourier.ts';
import { defineKeyRule } from './define.ts';
import { deviceTest, needed, strongest } from './selection.ts';

/** A norm above a quarter of the largest is a power above a sixteenth. */
const QUARTER_SQUARED = 1 / 16;

/** A frequency is key by comparison with the strongest one of the embedding. */
export const quarterOfMax = defineKeyRule({
	id: 'quarter-of-max',
	place: 2,
	label: 'A quarter of the strongest',
	cite: 'TransformerLens, demos/Grokking_Demo.ipynb',
	definition:
		"Frequencies whose norm in the embedding, cosine and sine together, is above a quarter of the strongest frequency's norm. Early in training that is nearly every frequency.",
	needs: 'embedding',
	settings: [],
	onDevice: (order) => deviceTest(order, { fractionOfMax: QUARTER_SQUARED }),
	select({ embedding }) {
		const power = powerPerFrequency(needed(embedding, 'embedding'));
		const largest = power.reduce((max, value) => Math.max(max, value), 0);
		return strongest(power, (value) => value > largest * QUARTER_SQUARED);
	}
});
