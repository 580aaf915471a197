import type { RunConfig } from '../../../config/run-config.ts';
import type { Result, ViewAnswer, ViewQuestion } from '../../../worker/lab-api.ts';
import type { RunState } from './run.svelte.ts';

/**
 * A run as panels and charts take it: the live one, a recording that plays in its place, a recorded
 * one behind it. Series grow in place; `version` moves when they do.
 */
export interface RunSource extends Pick<
	RunState,
	| 'facts'
	| 'adapter'
	| 'status'
	| 'version'
	| 'generation'
	| 'step'
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
	| 'tellsEnd'
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
	/** Which run it is, in a legend. */
	readonly label: string;
	/** Its settings with the live changes, or those of the run to come. */
	readonly config: RunConfig;
	/** Looks into its weights. Which views there are, its facts say. */
	readonly view: (question: ViewQuestion) => Promise<Result<ViewAnswer>>;
}

/** A run that charts draw faint behind the one they show, and whether they do. */
export interface Backdrop {
	readonly source: RunSource;
	readonly isDrawn: boolean;
	readonly toggle: () => void;
}
