import type { RunStatus } from '../../../engine/core/telemetry.ts';

/** A recorded run is replayed; nothing trains. */
export interface ReplayStatus {
	readonly state: 'replay';
	readonly isPlaying: boolean;
	/** The whole run is shown. */
	readonly isAtEnd: boolean;
}

/** Opening or preparing was cancelled: nothing is loaded, and the worker is idle. */
export interface CancelledStatus {
	readonly state: 'cancelled';
}

/**
 * State of the run on the page: as the worker reports it, or one of the two that only the page
 * knows.
 */
export type PageStatus = RunStatus | ReplayStatus | CancelledStatus;

/**
 * Whether nothing more comes by itself: the budget is used up, the run failed, or was replayed. A
 * run that was refused before its first step has not ended.
 */
export function hasEnded(status: PageStatus): boolean {
	if (status.state === 'replay') return status.isAtEnd;
	return status.state === 'paused'
		? status.reason === 'budget'
		: status.state === 'failed' && status.step > 0;
}
