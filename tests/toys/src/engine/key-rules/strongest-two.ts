import { powerPerFrequency } from '../core/fourier.ts';
import { defineKeyRule } from './define.ts';
import { deviceTest, needed, strongest } from './selection.ts';

/** The two frequencies with the most power in the embedding, whatever they hold. */
export const strongestTwo = defineKeyRule({
	id: 'strongest-two',
	place: 1000,
	label: 'The two strongest of the embedding',
	cite: 'tests/toys',
	definition: "The two frequencies with the most power in the embedding's rows.",
	needs: 'embedding',
	settings: [],
	onDevice: (order) => deviceTest(order, { max: 2 }),
	select: ({ embedding }) =>
		strongest(powerPerFrequency(needed(embedding, 'embedding')), (power) => power > 0).slice(0, 2)
});
