import { formatCount } from '../../state/format.ts';
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
 * @param awaitedStep the step that the link points at, if the run has not reached it
 */
export function mainAction(
	status: PageStatus,
	canTrain: boolean,
	awaitedStep?: number
): MainAction {
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
	if (awaitedStep !== undefined) {
		const label = `Train to step ${formatCount(awaitedStep)}`;
		return { does: 'train', label, isPossible: canTrain, isRunning: false };
	}
	return {
		does: 'train',
		label: status.state === 'paused' ? 'Continue' : 'Train',
		isPossible: canTrain,
		isRunning: false
	};
}
