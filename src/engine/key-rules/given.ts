import { frequencyCount } from '../core/fourier.ts';
import { LabError } from '../core/lab-error.ts';
import { defineKeyRule } from './define.ts';
import { needed } from './selection.ts';

/** @throws LabError `bad-parameter` on a number that is no frequency of Z_order or occurs twice */
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

/** The user's own list. */
export const given = defineKeyRule({
	id: 'given',
	place: 6,
	label: 'As listed',
	cite: 'The visitor',
	definition: 'The frequencies that you enter, independent of the network.',
	needs: 'given',
	settings: ['given'],
	select: ({ order, given }) => checkGiven(needed(given, 'given'), order)
});
