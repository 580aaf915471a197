import type { NumericArray } from '../engine/core/tensor.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { WeightsOfStep } from '../engine/trainer/evaluation/settle.ts';
import { SnapshotStore, type Snapshot } from '../engine/trainer/train/snapshot-store.ts';

/** Weights that are in memory, to be measured again. */
export const inMemory = ({ step, weights }: Snapshot): WeightsOfStep => ({
	step,
	read: () => weights
});

/** Weights of one replica out of those of all: no copy. */
export function replicaWeights(
	{ plan }: Pick<BuiltRun, 'plan'>,
	weights: NumericArray,
	replica: number
): NumericArray {
	const elements = plan.parameterElements;
	return weights.subarray(replica * elements, (replica + 1) * elements);
}

/**
 * Weights of a run at some of its steps in memory, with the newest that were seen; of all replicas.
 */
export class KeptWeights {
	readonly #built: BuiltRun;
	readonly #store: SnapshotStore;
	#newest: Snapshot | undefined;

	/** @param maxBytes what all of them together may take */
	constructor(built: BuiltRun, maxBytes: number) {
		this.#built = built;
		const { steps, evaluateEvery } = built.spec;
		this.#store = new SnapshotStore({ budget: steps, evaluateEvery, maxBytes });
	}

	/** Steps of which weights are kept, ascending. */
	get steps(): readonly number[] {
		return this.#store.steps;
	}

	get bytes(): number {
		return this.#store.bytes;
	}

	nextAfter(step: number): number {
		return this.#store.nextAfter(step);
	}

	/** Weights of a step are on their way. */
	reserve(step: number): void {
		this.#store.reserve(step);
	}

	/**
	 * Keeps weights of a step as the backend has them, so that they are measured again as in the
	 * headless lab. If those of the step are kept already, nothing changes.
	 */
	add(step: number, weights: NumericArray): void {
		this.see(step, weights);
		const last = this.#store.steps.at(-1) ?? -1;
		if (step > last) this.#store.add(step, weights);
	}

	/** Notes weights that are newer than those kept. */
	see(step: number, weights: NumericArray): void {
		if (this.#newest === undefined || step >= this.#newest.step) this.#newest = { step, weights };
	}

	/** Drops weights of later steps: the run continues from an earlier one. */
	truncate(step: number): void {
		this.#store.truncate(step);
		if (this.#newest !== undefined && this.#newest.step > step) {
			this.#newest = this.#store.nearest(step);
		}
	}

	/** Weights of a replica nearest at or below a step; without it, the newest. */
	at(step: number | undefined, replica: number): Snapshot | undefined {
		const found = step === undefined ? this.#newest : this.#store.nearest(step);
		return found && this.#of(found, replica);
	}

	/** Kept weights of a replica, ascending. */
	all(replica: number): readonly Snapshot[] {
		return this.#store.all.map((snapshot) => this.#of(snapshot, replica));
	}

	#of({ step, weights }: Snapshot, replica: number): Snapshot {
		return { step, weights: replicaWeights(this.#built, weights, replica) };
	}
}
