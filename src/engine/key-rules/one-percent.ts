import { powerPerFrequency } from '../core/fourier.ts';
import { defineKeyRule } from './define.ts';
import { deviceTest, needed, strongest } from './selection.ts';

const ONE_PERCENT = 0.01;

/** A frequency is key if it has one percent of the whole embedding's power. */
export const onePercent = defineKeyRule({
	id: 'one-percent',
	place: 3,
	label: 'One percent of the embedding',
	cite: 'Replications of Nanda et al. 2023',
	definition:
		"Frequencies with at least 1 % of the squared norm of the embedding's rows for the numbers 0 to p − 1. The norm includes the constant.",
	needs: 'embedding',
	settings: [],
	onDevice: (order) => deviceTest(order, { fractionOfTotal: ONE_PERCENT, countsConstant: true }),
	select({ embedding }) {
		const rows = needed(embedding, 'embedding');
		const total = Array.from(rows).reduce((sum, value) => sum + value, 0);
		if (!(total > 0)) return [];
		return strongest(powerPerFrequency(rows), (value) => value >= ONE_PERCENT * total);
	}
});
