import { LabError } from '../engine/core/lab-error.ts';
import type { SettledMeasures } from '../engine/core/telemetry.ts';
import type { NumericArray } from '../engine/core/tensor.ts';
import type { BuiltRun } from '../engine/trainer/build-run.ts';
import { SnapshotStore, type Snapshot } from '../engine/trainer/snapshot-store.ts';
import { Analyst } from './analyst.ts';
import type { ViewAnswer, ViewQuestion } from './lab-api.ts';
import type { DeviceSource } from './run-device.ts';

/** What kept weights may take of the worker's memory: all 150 of the canonical run, in 136 MB. */
const MAX_SNAPSHOT_BYTES = 256 * 1024 * 1024;

/** As a GPU has them; those of the float64 reference take half the memory. */
const inFloat32 = (weights: NumericArray): NumericArray =>
	weights instanceof Float64Array ? Float32Array.from(weights) : weights;

/** The weights that a run has left behind, and what is looked at in them. */
export class LookBack {
	readonly #store: SnapshotStore;
	readonly #analyst: Analyst;
	/** Moves whenever what is being settled is no longer wanted. */
	#generation = 0;
	#newest: Snapshot | undefined;

	constructor(built: BuiltRun, devices: DeviceSource) {
		const { steps, evaluateEvery } = built.spec;
		const maxBytes = MAX_SNAPSHOT_BYTES;
		this.#store = new SnapshotStore({ budget: steps, evaluateEvery, maxBytes });
		this.#analyst = new Analyst(built, devices);
	}

	/** Steps of which weights are kept, ascending, and what the weights take. */
	get kept(): { readonly snapshots: readonly number[]; readonly snapshotBytes: number } {
		return { snapshots: this.#store.steps, snapshotBytes: this.#store.bytes };
	}

	nextAfter(step: number): number {
		return this.#store.nextAfter(step);
	}

	/** Weights of a step are on their way. */
	reserve(step: number): void {
		this.#store.reserve(step);
	}

	/** Keeps weights of a step, in float32; of one that is kept already nothing changes. */
	add(step: number, weights: NumericArray): void {
		this.see(step, weights);
		const last = this.#store.steps.at(-1) ?? -1;
		if (step > last) this.#store.add(step, inFloat32(weights));
	}

	/** Notes weights that are newer than those kept. */
	see(step: number, weights: NumericArray): void {
		if (this.#newest === undefined || step >= this.#newest.step) this.#newest = { step, weights };
	}

	/** The run goes on from an earlier step. */
	truncate(step: number): void {
		this.#store.truncate(step);
		if (this.#newest !== undefined && this.#newest.step > step) {
			this.#newest = this.#store.nearest(step);
		}
	}

	/**
	 * @param keyRule id of the rule that told the key frequencies; without it, the one that the run was made with
	 * @throws LabError `internal` before there are weights, `size-limit`, `bad-parameter`, `device-lost`, `gpu-error`
	 */
	async view(
		{ id, controls, step }: ViewQuestion,
		keyFrequencies: readonly number[],
		keyRule?: string
	): Promise<ViewAnswer> {
		const chosen = step === undefined ? this.#newest : this.#store.nearest(step);
		if (chosen === undefined) throw new LabError('internal', 'there are no weights to look at yet');
		const request = { id, controls, keyFrequencies, keyRule };
		const data = await this.#analyst.view(chosen.weights, request);
		return { step: chosen.step, keyFrequencies, data };
	}

	/** Measures of all kept steps with these key frequencies; undefined when it was no longer wanted. */
	settle(keyFrequencies: readonly number[]): Promise<SettledMeasures | undefined> {
		this.#generation += 1;
		const generation = this.#generation;
		return this.#analyst.settle(
			this.#store.all,
			keyFrequencies,
			() => generation === this.#generation
		);
	}

	/** What is being settled is no longer wanted. */
	stopSettling(): void {
		this.#generation += 1;
	}

	/** Resolves when nothing of it is on the device any more, but for measures being settled, which free themselves. */
	async dispose(): Promise<void> {
		this.stopSettling();
		await this.#analyst.dispose();
	}
}
