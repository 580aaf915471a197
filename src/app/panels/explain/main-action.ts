import type { PageStatus } from '../../state/lab/page-status.ts';

/** What the main button does, and says. */
interface MainAction {
	readonly does: 'train' | 'pause' | 'play' | 'pause-replay';
	readonly label: string;
	readonly isPossible: boolean;
	/** Whether something moves that the button stops. */
	readonly isRunning: boolean;
}

/**
 * The main button's action: Play and Pause of a recorded run; Train, Pause and Continue of a live
 * one.
 */
export function mainAction(status: PageStatus, canTrain: boolean): MainAction {
	if (status.state === 'replay') {
		return status.isPlaying
			? { does: 'pause-replay', label: 'Pause', isPossible: true, isRunning: true }
			: {
					does: 'play',
					label: status.isAtEnd ? 'Play again' : 'Play',
					isPossible: true,
					isRunning: false
				};
	}
	if (status.state === 'training')
		return { does: 'pause', label: 'Pause', isPossible: true, isRunning: true };
	return {
		does: 'train',
		label: status.state === 'paused' ? 'Continue' : 'Train',
		isPossible: canTrain,
		isRunning: false
	};
}
