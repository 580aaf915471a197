import type { RunSource } from './run-source.ts';

/** A frequency with this multiple of an even share of the power stands out fully. */
const FULL_AT = 2.5;

/**
 * How much a frequency stands out in a spectrum, by its power alone: 0 up to an even share of it,
 * 1 from 2.5 times as much. Colours that follow it do not show the end of a run in advance.
 * @param power entry i for frequency i + 1
 */
export function prominence(power: Float64Array, frequency: number): number {
	const even = power.reduce((sum, value) => sum + value, 0) / power.length;
	const multiple = (power[frequency - 1] ?? 0) / even;
	return Number.isFinite(multiple) ? Math.min(1, Math.max(0, (multiple - 1) / (FULL_AT - 1))) : 0;
}

/** Whether the page shows an earlier step than the end of what it knows of the run. */
export const isEarlyStep = (
	{ isRecorded, endedAt }: Pick<RunSource, 'isRecorded' | 'endedAt'>,
	scrubbed: number | undefined
): boolean => scrubbed !== undefined || (isRecorded && endedAt === undefined);

/**
 * The key frequencies that are known at a step. The run names those of its newest step or of its
 * end; of an earlier step these count only as far as they stand out in its spectrum, so that a
 * replay does not show the end of the run in advance.
 * @param id of the probe whose spectrum is shown
 * @param scrubbed the earlier step that the page shows, if it does
 */
export function keysKnownAt(
	run: Pick<RunSource, 'keyFrequencies' | 'vectors' | 'version' | 'step'> &
		Parameters<typeof isEarlyStep>[0],
	id: string,
	scrubbed: number | undefined
): readonly number[] {
	const { keyFrequencies, vectors, version, step } = run;
	if (!isEarlyStep(run, scrubbed)) return keyFrequencies;
	const power = version < 0 ? undefined : vectors.at(id, scrubbed ?? step)?.values;
	return power === undefined ? [] : keyFrequencies.filter((k) => prominence(power, k) >= 1);
}
