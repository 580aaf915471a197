import { formatCount, formatDuration } from './format.ts';

interface Expectation {
	readonly groksBetween: readonly [number, number];
}

/**
 * When grokking may be expected, as an interval and honestly: from the seeds measured for the preset, or not at all.
 * @param stepsPerSecond 0 while unknown
 */
export function describeExpectationOf(
	expectation: Expectation,
	isPreset: boolean,
	step: number,
	stepsPerSecond: number
): string {
	if (!isPreset)
		return 'The settings differ from the preset, so nobody has measured when this run groks.';
	const [first, last] = expectation.groksBetween;
	const seeds = `Seeds measured before grokked between step ${formatCount(first)} and ${formatCount(last)}`;
	if (step >= last) return `${seeds}: this one takes longer.`;
	if (stepsPerSecond <= 0) return `${seeds}.`;
	const latest = (last - step) / stepsPerSecond;
	if (step >= first) return `${seeds}: at this speed within ${formatDuration(latest)}.`;
	const earliest = (first - step) / stepsPerSecond;
	return `${seeds}: at this speed in ${formatDuration(earliest)} to ${formatDuration(latest)}.`;
}
