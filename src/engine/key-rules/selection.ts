import { frequencyCount } from '../core/fourier.ts';
import { LabError } from '../core/lab-error.ts';
import type { DeviceTest, KeyFrequencyRule, ShareThreshold } from './define.ts';

/** What several rules select by, on the host and on a device. */

/** Evidence that a rule cannot do without. @throws LabError `internal` when it is missing */
export function needed<Value>(value: Value | undefined, name: KeyFrequencyRule['needs']): Value {
	if (value === undefined) {
		throw new LabError('internal', `key frequencies: expected evidence "${name}", got none`);
	}
	return value;
}

/**
 * Frequencies whose strength passes, strongest first, ties (the sort is stable) to the lower one.
 * Entry i of `strengths` is frequency i + 1.
 */
export const strongest = (
	strengths: ArrayLike<number>,
	passes: (strength: number) => boolean
): number[] =>
	Array.from(strengths, (strength, i) => ({ k: i + 1, strength }))
		.filter(({ strength }) => passes(strength))
		.sort((x, y) => y.strength - x.strength)
		.map(({ k }) => k);

/** A test that every frequency with any power passes, but for what `test` asks of it. */
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
