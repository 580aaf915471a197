import { LabError } from '../../core/lab-error.ts';
import type { NumericArray } from '../../core/tensor.ts';

/** A replica of several whose loss or weights are not finite any more, and the first such step. */
export interface ReplicaFailure {
	readonly replica: number;
	readonly step: number;
}

/** Weights and optimizer state after `step` updates: a run resumes from it, bit for bit. */
export interface TrainerState {
	readonly step: number;
	readonly evaluatedUpTo: number;
	readonly buffers: Readonly<Record<string, NumericArray>>;
	readonly live: Readonly<Record<string, number>>;
	/** Replicas that are no longer trained; their buffers hold zeros. Empty for a single run. */
	readonly failures: readonly ReplicaFailure[];
}

/**
 * The buffers that must be finite to continue a run. With several replicas only the weights are
 * checked: one replica with overflowed optimizer state, but a finite loss, must not prevent the
 * checkpoints of the others.
 */
const checkedBuffers = ({ buffers }: TrainerState, replicas: number): TrainerState['buffers'] => {
	const { parameters } = buffers;
	return replicas > 1 && parameters !== undefined ? { parameters } : buffers;
};

/** Whether a run can resume from a state: its weights are still within the range of floats. */
export function isFiniteState(state: TrainerState, replicas: number): boolean {
	return Object.values(checkedBuffers(state, replicas)).every((buffer) =>
		buffer.every((value) => Number.isFinite(value))
	);
}

/** @throws LabError `non-finite-loss` naming buffer, value and step */
export function assertFiniteState(state: TrainerState, replicas: number): void {
	const { step } = state;
	for (const [name, buffer] of Object.entries(checkedBuffers(state, replicas))) {
		const value = buffer.find((one) => !Number.isFinite(one));
		if (value === undefined) continue;
		throw new LabError(
			'non-finite-loss',
			`"${name}" holds ${String(value)} at step ${String(step)}: expected finite numbers`
		);
	}
}

/** @throws LabError `non-finite-loss` naming the step */
export function assertFinite({
	step,
	loss
}: {
	readonly step: number;
	readonly loss: readonly Float64Array[];
}): void {
	for (const [replica, losses] of loss.entries()) {
		const i = losses.findIndex((value) => !Number.isFinite(value));
		if (i < 0) continue;
		const which = loss.length > 1 ? ` of replica ${String(replica)}` : '';
		throw new LabError(
			'non-finite-loss',
			`the train loss${which} is ${String(losses[i])} at step ${String(step + i)}: the weights have left the range of float32`
		);
	}
}

/** Keeps a rejection from being reported as unhandled before the promise is awaited. */
export function held<T>(promise: Promise<T>): Promise<T> {
	promise.catch(() => undefined);
	return promise;
}
