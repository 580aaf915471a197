import type { RunConfig } from '../../../config/run-config.ts';
import type { Result, ViewAnswer, ViewQuestion } from '../../../worker/lab-api.ts';
import type { RunState } from './run.svelte.ts';

/**
 * A run as panels and charts take it: the live run, a replay in its place, or the recorded run
 * behind it. Series grow in place; `version` increases when they do.
 */
export interface RunSource extends Pick<
	RunState,
	| 'facts'
	| 'adapter'
	| 'status'
	| 'version'
	| 'generation'
	| 'step'
	| 'recordedSteps'
	| 'stepsPerSecond'
	| 'train'
	| 'evaluations'
	| 'vectors'
	| 'spectra'
	| 'settled'
	| 'evaluationColumns'
	| 'vectorIds'
	| 'markers'
	| 'memorization'
	| 'isEndMeasured'
	| 'phase'
	| 'bands'
	| 'events'
	| 'keyFrequencies'
	| 'hasKeyFrequencies'
	| 'snapshots'
	| 'snapshotBytes'
	| 'thinned'
	| 'testParts'
	| 'isRecorded'
	| 'isSettled'
	| 'isTraining'
	| 'endedAt'
> {
	/** Name of the run in a legend. */
	readonly label: string;
	/** Its settings, with live changes; before the first run the settings in the rail. */
	readonly config: RunConfig;
	/** Computes a view of its weights. The facts of the run list the views. */
	readonly view: (question: ViewQuestion) => Promise<Result<ViewAnswer>>;
}

/** A run that charts draw faintly behind theirs, and whether they do. */
export interface Backdrop {
	readonly source: RunSource;
	readonly isDrawn: boolean;
	readonly toggle: () => void;
}
