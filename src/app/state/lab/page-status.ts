import type { RunStatus } from '../../../engine/core/telemetry.ts';

/** A recorded run is shown; nothing trains. */
export interface RecordingStatus {
	readonly state: 'recording';
	readonly isPlaying: boolean;
	/** Everything that was recorded is there. */
	readonly isAtEnd: boolean;
}

/** Opening or preparing was cancelled: nothing is loaded, and no worker computes. */
export interface CancelledStatus {
	readonly state: 'cancelled';
}

/**
 * Where the run on the page stands: as the worker says of a live one, or what only the page knows.
 */
export type PageStatus = RunStatus | RecordingStatus | CancelledStatus;
