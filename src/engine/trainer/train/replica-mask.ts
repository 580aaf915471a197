import { LabError } from '../../core/lab-error.ts';
import type { NumericArray } from '../../core/tensor.ts';
import type { BurstReading, BurstResult } from './burst-reader.ts';
import { assertFinite, type ReplicaFailure, type TrainerState } from './trainer-state.ts';

/** Index of the first loss that is not finite; -1 without one. */
const firstBad = (losses: Float64Array): number =>
	losses.findIndex((value) => !Number.isFinite(value));

/**
 * Which replicas of a run have failed. The device still computes them, since replicas share
 * every dispatch; their results are left out from the step after their failure on. A run of one
 * replica has no mask: it ends when its loss is not finite.
 */
export class ReplicaMask {
	readonly #replicas: number;
	#failedAt = new Map<number, number>();

	constructor(replicas: number) {
		this.#replicas = replicas;
	}

	/** By replica, ascending. */
	get failures(): readonly ReplicaFailure[] {
		const all = Array.from(this.#failedAt, ([replica, step]) => ({ replica, step }));
		return all.toSorted((a, b) => a.replica - b.replica);
	}

	/** Sets the failures of the state from which the run continues. */
	reset(failures: readonly ReplicaFailure[]): void {
		this.#failedAt = new Map(failures.map(({ replica, step }) => [replica, step]));
	}

	/** Leaves out a replica from the step after this one on; it may have failed before. */
	fail({ replica, step }: ReplicaFailure): void {
		if (this.#replicas > 1 && !this.#failedAt.has(replica)) this.#failedAt.set(replica, step);
	}

	/**
	 * A burst without what failed replicas gave: of one that fails in it, the steps up to its first
	 * bad loss, that one included.
	 */
	cut(reading: BurstReading): BurstResult {
		const known = new Set(this.#failedAt.keys());
		const failures = reading.loss.flatMap((losses, replica): ReplicaFailure[] => {
			const bad = firstBad(losses);
			return known.has(replica) || bad < 0 ? [] : [{ replica, step: reading.step + bad }];
		});
		for (const failure of failures) this.fail(failure);
		if (known.size + failures.length === 0) return { ...reading, failures };
		const lastOf = (replica: number) =>
			failures.find((failure) => failure.replica === replica)?.step ??
			(known.has(replica) ? -1 : Infinity);
		const part = (values: Float64Array, replica: number) =>
			values.subarray(0, Math.max(0, lastOf(replica) + 1 - reading.step));
		const loss = reading.loss.map(part);
		return {
			step: reading.step,
			updates: loss.reduce((most, { length }) => Math.max(most, length), 0),
			loss,
			accuracy: reading.accuracy.map(part),
			evaluations: reading.evaluations.map((rows, replica) =>
				rows.filter(({ step }) => step <= lastOf(replica))
			),
			failures
		};
	}

	/** @throws LabError `non-finite-loss` when no replica is left */
	assertSomeLeft(reading: BurstReading): void {
		if (this.#replicas === 1) assertFinite(reading);
		else if (this.areAllFailed) throw this.allFailed;
	}

	get areAllFailed(): boolean {
		return this.#failedAt.size === this.#replicas;
	}

	/** Why training ends when no replica is left. */
	get allFailed(): LabError {
		const last = [...this.#failedAt.values()].reduce((a, b) => Math.max(a, b), 0);
		return new LabError(
			'non-finite-loss',
			`all ${String(this.#replicas)} replicas have failed, the last one at step ${String(last)}: their weights have left the range of float32`
		);
	}

	/**
	 * Adds the failures so far to a state. The values of failed replicas become zeros: nothing
	 * reads them, and they would depend on how many updates the device made after the failure.
	 */
	apply(state: Omit<TrainerState, 'failures'>): TrainerState {
		const { failures } = this;
		if (failures.length === 0) return { ...state, failures };
		const masked = (buffer: NumericArray) => {
			const own = buffer.slice();
			const size = own.length / this.#replicas;
			for (const { replica } of failures) own.fill(0, replica * size, (replica + 1) * size);
			return own;
		};
		const buffers = Object.entries(state.buffers).map(
			([name, buffer]) => [name, masked(buffer)] as const
		);
		return { ...state, buffers: Object.fromEntries(buffers), failures };
	}
}
