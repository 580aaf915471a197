import type { Analysis } from '../config/analysis.ts';
import { LabError } from '../engine/core/lab-error.ts';
import type { SettledMeasures } from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import { KeptWeights } from '../lab-run/kept-weights.ts';
import { DeviceWork } from './device-work.ts';
import type { ViewAnswer, ViewQuestion } from './lab-api.ts';
import type { DeviceSource } from './run-device.ts';

/** What kept weights may take of the worker's memory: all 150 of the canonical run, in 136 MB. */
const MAX_SNAPSHOT_BYTES = 256 * 1024 * 1024;

/** The kept weights of a run, and views and settled measures of one of its replicas. */
export class LookBack {
	readonly weights: KeptWeights;
	readonly #replica: number;
	readonly #work: DeviceWork;
	/** Increases when the measures being settled are no longer needed. */
	#generation = 0;

	constructor(built: BuiltRun, replica: number, devices: DeviceSource) {
		this.weights = new KeptWeights(built, MAX_SNAPSHOT_BYTES);
		this.#replica = replica;
		this.#work = new DeviceWork(built, replica, devices);
	}

	/** Steps with kept weights, ascending, and the memory of the weights. */
	get kept(): { readonly snapshots: readonly number[]; readonly snapshotBytes: number } {
		return { snapshots: this.weights.steps, snapshotBytes: this.weights.bytes };
	}

	/**
	 * @param keyRule id of the rule that chose the key frequencies; without it, the one that the
	 * run was made with
	 * @throws LabError `internal` before there are weights, `size-limit`, `bad-parameter`,
	 * `device-lost`, `gpu-error`
	 */
	async view(
		{ id, controls, step }: ViewQuestion,
		keyFrequencies: readonly number[],
		keyRule?: string
	): Promise<ViewAnswer> {
		const chosen = this.weights.at(step, this.#replica);
		if (chosen === undefined) throw new LabError('internal', 'there are no weights to look at yet');
		const request = { id, controls, keyFrequencies, keyRule };
		const beginMs = performance.now();
		const data = await this.#work.view(chosen.weights, request);
		return { step: chosen.step, keyFrequencies, data, tookMs: performance.now() - beginMs };
	}

	/**
	 * Measures of all kept steps with the key frequencies of the last, by these rules; undefined if
	 * it was stopped, or called again.
	 */
	settle(analysis: Analysis): Promise<SettledMeasures | undefined> {
		this.#generation += 1;
		const generation = this.#generation;
		return this.#work.settle(
			this.weights.all(this.#replica),
			analysis,
			() => generation === this.#generation
		);
	}

	/** Stops the settling that is in progress. */
	stopSettling(): void {
		this.#generation += 1;
	}

	/**
	 * Resolves when nothing of it is on the device any more, but for measures being settled, which
	 * free themselves.
	 */
	async dispose(): Promise<void> {
		this.stopSettling();
		await this.#work.dispose();
	}
}
