import { isFiniteState, type TrainerState } from '../../engine/trainer/train/trainer-state.ts';

/**
 * What remains of a run with a bad loss: the last finite weights, and the last state from which it
 * can be resumed. Undefined if the initial ones are bad already, and with several replicas.
 */
export interface LastGood {
	readonly weights: TrainerState | undefined;
	readonly state: TrainerState | undefined;
}

/**
 * Chooses between the state at the last finite loss and one that was kept earlier, in a run of one
 * replica: the first if it is finite. The optimizer's buffers may overflow some steps before the
 * loss does.
 */
export function lastGood(latest: TrainerState, kept: TrainerState): LastGood {
	const { parameters = new Float32Array(0) } = latest.buffers;
	return {
		weights: isFiniteState({ ...latest, buffers: { parameters } }, 1) ? latest : kept,
		state: isFiniteState(latest, 1) ? latest : kept
	};
}
