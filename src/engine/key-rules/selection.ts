import { frequencyCount } from '../core/fourier.ts';
import { LabError } from '../core/lab-error.ts';
import type { DeviceTest, KeyFrequencyRule, ShareThreshold } from './define.ts';

/** Ways to select frequencies that several rules share, on the host and on a device. */

/**
 * The evidence a rule requires.
 * @throws LabError `internal` if it is missing
 */
export function needed<Value>(value: Value | undefined, name: KeyFrequencyRule['needs']): Value {
	if (value === undefined) {
		throw new LabError('internal', `key frequencies: expected evidence "${name}", got none`);
	}
	return value;
}

/**
 * Frequencies whose strength passes, strongest first; of equal ones the lower frequency first,
 * because the sort is stable. Entry i of `strengths` is frequency i + 1.
 */
export const strongest = (
	strengths: ArrayLike<number>,
	passes: (strength: number) => boolean
): number[] =>
	Array.from(strengths, (strength, i) => ({ k: i + 1, strength }))
		.filter(({ strength }) => passes(strength))
		.sort((x, y) => y.strength - x.strength)
		.map(({ k }) => k);

/** A test that every frequency with power above 0 passes, except for the conditions in `test`. */
export const deviceTest = (order: number, test: Partial<DeviceTest> = {}): DeviceTest => ({
	fractionOfTotal: 0,
	countsConstant: false,
	fractionOfMax: 0,
	max: frequencyCount(order),
	...test
});

/** The share rule of decisions.md. */
export const shareTest = (order: number, { ratio, max }: ShareThreshold): DeviceTest =>
	deviceTest(order, { fractionOfTotal: ratio / Math.max(1, frequencyCount(order)), max });
