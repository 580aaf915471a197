import type { PresetId } from '../../../presets/index.ts';
import type { ConfigState } from './config.svelte.ts';
import { formatCount, formatDuration, formatRate } from '../format.ts';

interface Expectation {
	readonly runs: number;
	readonly grokked?: number;
	readonly memorizedBy: number;
	readonly groksBetween: readonly [number, number];
	readonly course: 'cliff' | 'slope';
}

/**
 * The preset whose measurements the page quotes, and whether this run trains like it. Before the
 * first step that is the rail's preset; from then on it is the preset of the current run.
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

type Measured = Pick<Expectation, 'runs' | 'grokked' | 'groksBetween'>;

/** When the runs that were measured for a preset grokked. */
export function describeMeasured({
	runs,
	grokked = runs,
	groksBetween: [first, last]
}: Measured): string {
	const share = grokked === runs ? '' : `${formatCount(grokked)} of `;
	return `In ${share}${formatCount(runs)} trials it grokked between steps ${formatCount(first)} and ${formatCount(last)}.`;
}

/**
 * When grokking may be expected, as an interval from the runs measured for the preset. For other
 * settings it says that nothing was measured.
 * @param stepsPerSecond 0 while unknown
 */
export function describeExpectationOf(
	expectation: Measured,
	isPreset: boolean,
	step: number,
	stepsPerSecond: number
): string {
	if (!isPreset) return 'New settings: nobody knows yet when, or whether, it groks.';
	const [first, last] = expectation.groksBetween;
	const measured = describeMeasured(expectation);
	if (step >= last) return `${measured} This one takes longer, if it groks.`;
	if (stepsPerSecond <= 0) return measured;
	const latest = formatDuration((last - step) / stepsPerSecond);
	if (step >= first) return `${measured} At this speed: within ${latest}.`;
	const earliest = formatDuration((first - step) / stepsPerSecond);
	const when = earliest === latest ? `within ${latest}` : `in ${earliest} to ${latest}`;
	return `${measured} At this speed: ${when}.`;
}

/**
 * How long the whole budget takes, before its first step; empty where no updates were timed.
 */
export function describePace(steps: number, stepsPerSecond: number | undefined): string {
	if (stepsPerSecond === undefined) return '';
	return `This computer does about ${formatRate(stepsPerSecond)} steps / s: ${formatCount(steps)} steps take ${formatDuration(steps / stepsPerSecond)}.`;
}

/** Placeholder of the loss chart: what it will show. */
export function describeLossToCome(
	{ memorizedBy, course }: Pick<Expectation, 'memorizedBy' | 'course'>,
	isPreset: boolean,
	noun: string
): string {
	if (!isPreset) {
		return 'The loss on what it is shown usually falls first, and the loss on the others rises. If the run groks, that falls later, off a cliff or in a slope.';
	}
	const first = `The loss on the ${noun} it is shown will fall first: it knows them all by about step ${formatCount(memorizedBy)}.`;
	return `${first} The loss on the others will rise and, if the run groks, ${COURSES[course]}.`;
}

/** How test loss falls, as measured for the preset. */
const COURSES: Readonly<Record<Expectation['course'], string>> = Object.freeze({
	cliff: 'stay high and fall off a cliff',
	slope: 'fall again soon after its peak, gradually'
});
