import type { PhaseMarkers } from '../../../engine/core/telemetry.ts';
import type { FrequencyUse } from '../run/frequency-use.ts';
import type { Phase } from './phase.ts';

/** What the texts about a run depend on. */
export interface StoryFacts {
	readonly phase: Phase;
	/** What the examples are called. */
	readonly noun: string;
	/** An example with its answer, if the task has one to show. */
	readonly example: string | undefined;
	readonly trainExamples: number;
	readonly allExamples: number;
	/** The train examples are answered correctly. */
	readonly isMemorized: boolean;
	/** On all train examples. NaN before it is measured. */
	readonly trainLoss: number;
	/** On all train examples. NaN before it is measured. */
	readonly trainAccuracy: number;
	/** Test accuracy on the judged test group. NaN before it is measured. */
	readonly testAccuracy: number;
	/**
	 * On the test examples that are not judged, such as the mirrored pairs; undefined if all test
	 * examples are judged.
	 */
	readonly asideAccuracy: number | undefined;
	/** Label of the judged test group; undefined if all test examples are judged. */
	readonly judged: string | undefined;
	/** Loss of a guess that treats all answers alike; NaN before a run is loaded. */
	readonly chance: number;
	/** There is at least one key frequency. */
	readonly hasKeyFrequencies: boolean;
	/** How many frequencies the logits use; undefined if not measured. */
	readonly use: FrequencyUse | undefined;
	/** The task has a spectrum. */
	readonly hasFrequencies: boolean;
	/**
	 * At the latest evaluations test accuracy was below the threshold of "lost", for too few
	 * evaluations to count.
	 */
	readonly isBelow: boolean;
	/** The largest of the optimizer's decays. */
	readonly weightDecay: number;
	/** When the run grokked, lost it and regained it, up to the shown step. */
	readonly markers: Pick<PhaseMarkers, 'grokked' | 'losses'>;
	/** Steps after which the run ended; undefined while it may continue. */
	readonly endedAt: number | undefined;
	/** The shown step, if it is earlier than the newest. */
	readonly past: number | undefined;
}

/** The phases before a run has grokked. */
export type LearningPhase = 'memorizing' | 'plateau' | 'circuit' | 'cleanup';

/** Below this share of right train examples a network has forgotten some that it had memorized. */
const FORGOTTEN_BELOW = 0.9;

export const hasForgotten = ({ trainAccuracy }: StoryFacts): boolean =>
	trainAccuracy < FORGOTTEN_BELOW;

/** From this multiple of the loss of a guess on, a network that has learned nothing diverges. */
const DIVERGED_FROM = 2;

/** The loss on what it is shown is far above that of a guess, before it was ever memorized. */
export const isDiverging = ({
	isMemorized,
	trainLoss,
	chance
}: Pick<StoryFacts, 'isMemorized' | 'trainLoss' | 'chance'>): boolean =>
	!isMemorized && trainLoss > DIVERGED_FROM * chance;

/** Joins sentences, without empty ones. */
export const sentences = (...all: readonly string[]): string =>
	all.filter((sentence) => sentence !== '').join(' ');
