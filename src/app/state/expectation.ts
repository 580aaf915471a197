import type { PresetId } from '../../presets/index.ts';
import type { ConfigState } from './config.svelte.ts';
import { formatCount, formatDuration } from './format.ts';

interface Expectation {
	readonly memorizedBy: number;
	readonly groksBetween: readonly [number, number];
}

/**
 * The preset of which the page may tell what was measured, and whether this run trains as it does: before the first step the
 * run that the rail would start, from then on the one at hand, whatever the rail is set to for the next.
 */
export function expectedPreset(
	config: Pick<ConfigState, 'presetId' | 'isPreset' | 'startedPresetId' | 'isStartedPreset'>,
	hasProgress: boolean
): { readonly presetId: PresetId; readonly isPreset: boolean } {
	const { presetId, isPreset, startedPresetId, isStartedPreset } = config;
	return hasProgress && startedPresetId !== undefined
		? { presetId: startedPresetId, isPreset: isStartedPreset }
		: { presetId, isPreset };
}

/**
 * When grokking may be expected, as an interval and honestly: from the seeds measured for the preset, or not at all.
 * @param stepsPerSecond 0 while unknown
 */
export function describeExpectationOf(
	expectation: Pick<Expectation, 'groksBetween'>,
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

/** What the loss chart will show, while it is empty. */
export function describeLossToCome(
	{ memorizedBy }: Pick<Expectation, 'memorizedBy'>,
	isPreset: boolean
): string {
	const first = isPreset
		? `Train loss will fall first: all train pairs are right by about step ${formatCount(memorizedBy)}.`
		: 'Train loss will fall first.';
	return `${first} Test loss will rise, stay high and, if the run groks, fall off a cliff.`;
}
