import type { RunEvent } from '../../engine/core/run-events.ts';
import { isFiniteState, type TrainerState } from '../../engine/trainer/train/trainer-state.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import { encodeCheckpoint, type Digests } from '../../lab-run/codec/checkpoint-codec.ts';
import type { RunMeasures } from '../../lab-run/run-measures.ts';
import type { RunRecord } from '../../lab-run/run-record.ts';
import { sha256 } from '../folder/digest.ts';
import type { MetricsFile } from '../folder/metrics-file.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import type { SnapshotFiles } from '../folder/snapshot-files.ts';

/** The checkpoints of a run: the newest is on the disk, and the last two states are in memory. */
export class RunCheckpoints {
	readonly #folder: RunFolder;
	readonly #measures: RunMeasures;
	readonly #snapshots: SnapshotFiles | undefined;
	/** Of two, because the loss of the last one's step may turn out not to be finite. */
	#states: readonly TrainerState[] = [];
	/** Digests of files that do not change any more, by name. */
	#files: Digests['files'] = {};

	constructor(folder: RunFolder, measures: RunMeasures, snapshots: SnapshotFiles | undefined) {
		this.#folder = folder;
		this.#measures = measures;
		this.#snapshots = snapshots;
	}

	/** @param files digests of files that do not change any more, by name */
	begin(files: Digests['files']): void {
		this.#files = files;
	}

	/** Goes on from a checkpoint on the disk. */
	goOn(state: TrainerState, files: Digests['files'], replicas: number): void {
		this.#files = files;
		// An earlier version kept the last state, finite or not.
		this.#states = isFiniteState(state, replicas) ? [state] : [];
	}

	/** The newest state. */
	get last(): TrainerState | undefined {
		return this.#states.at(-1);
	}

	/** The newest state before a step. */
	lastBefore(step: number): TrainerState | undefined {
		return this.#states.findLast((state) => state.step < step);
	}

	/** Writes a checkpoint of a state. @throws DiskError */
	write(
		state: TrainerState,
		file: MetricsFile,
		record: RunRecord,
		events: readonly RunEvent[]
	): void {
		const digests = {
			// The rows before the checkpoint must be there when it is.
			metrics: file.digestAt(state),
			files: this.#files,
			snapshots: this.#snapshots?.digests ?? {},
			dropped: this.#snapshots?.dropped ?? []
		};
		const checkpoint = this.#measures.checkpoint(state, events);
		const bytes = encodeCheckpoint({ record, state: checkpoint, digests }, sha256);
		this.#folder.write(FILES.checkpoint, bytes);
		this.#states = [...this.#states.slice(-1), state];
		this.#measures.history.hold(this.#states.map(({ evaluatedUpTo }) => evaluatedUpTo));
		this.#snapshots?.removeDropped();
	}
}
