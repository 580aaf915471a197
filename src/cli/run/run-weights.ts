import type { RunConfig } from '../../config/run-config.ts';
import { fileOf } from '../../lab-run/codec/run-files.ts';
import type { NumericArray } from '../../engine/core/tensor.ts';
import type { BuiltRun } from '../../engine/trainer/build/build-run.ts';
import type { ReplicaFailure, TrainerState } from '../../engine/trainer/train/trainer-state.ts';
import { replicaWeights } from '../../lab-run/kept-weights.ts';
import type { RunRecord } from '../../lab-run/run-record.ts';
import { sha256 } from '../folder/digest.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { SnapshotFiles } from '../folder/snapshot-files.ts';
import { encodeWeights } from '../../lab-run/codec/weights-codec.ts';

interface RunWeightsParts {
	readonly config: RunConfig;
	readonly record: RunRecord;
	readonly built: BuiltRun;
	readonly folder: RunFolder;
}

/** Writes the weights of a run, a file for each replica. */
export class RunWeights {
	readonly #parts: RunWeightsParts;

	constructor(parts: RunWeightsParts) {
		this.#parts = parts;
	}

	/**
	 * Not of replicas that have failed.
	 * @returns the digest of each file, by name @throws DiskError
	 */
	write(
		name: 'init' | 'final',
		{ buffers, step, failures }: TrainerState
	): Readonly<Record<string, string>> {
		const { folder, record } = this.#parts;
		const weights = buffers['parameters'] ?? new Float32Array(0);
		const failed = new Set(failures.map(({ replica }) => replica));
		const replicas = Array.from({ length: record.replicas }, (_, r) => r);
		const digests = replicas
			.filter((r) => !failed.has(r))
			.map((r) => {
				const file = fileOf(name, 'safetensors', r, record.replicas);
				const bytes = this.#encode(step, weights, r);
				folder.write(file, bytes);
				return [file, sha256(bytes)] as const;
			});
		return Object.fromEntries(digests);
	}

	/**
	 * Files of snapshots; undefined if the run keeps none.
	 * @param failures those so far
	 */
	snapshots(failures: () => readonly ReplicaFailure[]): SnapshotFiles | undefined {
		const { folder, record, built } = this.#parts;
		if (!record.snapshots) return undefined;
		const { steps: budget, evaluateEvery } = built.spec;
		return new SnapshotFiles(
			folder,
			record.replicas,
			{ budget, evaluateEvery },
			(step, weights, replica) => this.#encode(step, weights, replica),
			{ isDeferred: true, failures }
		);
	}

	/** @param weights flat, all replicas */
	#encode(step: number, weights: NumericArray, replica: number): Uint8Array {
		const { built, config, record } = this.#parts;
		const own = replicaWeights(built, weights, replica);
		return encodeWeights(built.plan, own, { config, record, step, replica }, sha256);
	}
}
