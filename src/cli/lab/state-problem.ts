import { LabError } from '../../engine/core/lab-error.ts';
import type { EvaluationRow } from '../../engine/trainer/evaluation-row.ts';
import {
	assertFinite,
	assertFiniteState,
	type TrainerState
} from '../../engine/trainer/trainer-state.ts';

/**
 * Why nothing can go on from a state: itself, or the train loss that it was evaluated to have.
 * @param latest evaluation of every replica, of whatever step
 * @returns LabError `non-finite-loss`; undefined when the state is good
 */
export function stateProblem(
	state: TrainerState,
	latest: readonly EvaluationRow[]
): LabError | undefined {
	const { step } = state;
	const own = latest.filter((row) => row.step === step);
	const loss = own.map(({ columns }) => Float64Array.of(columns['train_loss'] ?? NaN));
	try {
		assertFiniteState(state);
		assertFinite({ step, loss });
		return undefined;
	} catch (error) {
		if (error instanceof LabError) return error;
		throw error;
	}
}
