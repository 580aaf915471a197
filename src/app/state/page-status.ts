import type { RunStatus } from '../../engine/core/telemetry.ts';

/** A recorded run is shown; nothing trains. */
export interface RecordingStatus {
	readonly state: 'recording';
	readonly isPlaying: boolean;
	/** Everything that was recorded is there. */
	readonly isAtEnd: boolean;
}

/** Where the run on the page stands: as the worker says of a live one, or that it is a recorded one. */
export type PageStatus = RunStatus | RecordingStatus;
