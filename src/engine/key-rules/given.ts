import { frequencyCount } from '../core/fourier.ts';
import { LabError } from '../core/lab-error.ts';
import { defineKeyRule } from './define.ts';
import { needed } from './selection.ts';

/**
 * @throws LabError `bad-parameter` naming the first that is no frequency of Z_order, or is there
 * twice
 */
function checkGiven(given: readonly number[], order: number): readonly number[] {
	const last = frequencyCount(order);
	given.forEach((k, i) => {
		if (!Number.isInteger(k) || k < 1 || k > last || given.indexOf(k) !== i) {
			throw new LabError(
				'bad-parameter',
				`key frequencies: expected different whole numbers from 1 to ${String(last)}, got ${given.join(', ')}`
			);
		}
	});
	return given;
}

/** The visitor's own list. */
export const given = defineKeyRule({
	id: 'given',
	place: 6,
	label: 'As listed',
	cite: 'The visitor',
	definition: 'The frequencies that were typed in, whatever the network does.',
	needs: 'given',
	settings: ['given'],
	select: ({ order, given }) => checkGiven(needed(given, 'given'), order)
});
