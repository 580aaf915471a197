import { isFiniteState, type TrainerState } from '../../engine/trainer/train/trainer-state.ts';

/**
 * What a run ends with: weights to look at, and a state to go on from. None where the initial ones
 * are bad.
 */
export interface LastGood {
	readonly weights: TrainerState | undefined;
	readonly state: TrainerState | undefined;
}

/**
 * Of the state at the last finite loss and the one before it that was kept: the later, where it is
 * finite. The optimizer's own buffers may leave the floats steps before the loss does. Both are
 * states of a run of one replica.
 */
export function lastGood(latest: TrainerState, kept: TrainerState): LastGood {
	const { parameters = new Float32Array(0) } = latest.buffers;
	return {
		weights: isFiniteState({ ...latest, buffers: { parameters } }, 1) ? latest : kept,
		state: isFiniteState(latest, 1) ? latest : kept
	};
}
