import type { NumericArray } from '../../engine/core/tensor.ts';
import { SnapshotStore, type SnapshotGrid } from '../../engine/trainer/snapshot-store.ts';
import type { SnapshotTaker } from '../../engine/trainer/trainer.ts';
import { fileOf, FILES, type RunFolder } from './run-folder.ts';

/** What lies in memory of weights that are on the disk. */
const ON_DISK = new Float32Array(0);
const NAME = /^step-(\d+)(?:\.\d+)?\.safetensors$/;

/** Path of a snapshot within the folder of a run. */
export const snapshotFile = (step: number, replica: number, replicas: number): string =>
	`${FILES.snapshots}/${fileOf(`step-${String(step)}`, 'safetensors', replica, replicas)}`;

/** Steps of the snapshots in the folder of a run, ascending. */
export function snapshotSteps(folder: RunFolder): readonly number[] {
	const steps = folder.list(FILES.snapshots).flatMap((name) => {
		const step = NAME.exec(name)?.[1];
		return step === undefined ? [] : [Number(step)];
	});
	return [...new Set(steps)].toSorted((a, b) => a - b);
}

/** Weights of a run at some of its steps, on the disk, thinned there as it grows. */
export class SnapshotFiles implements SnapshotTaker {
	readonly #folder: RunFolder;
	readonly #replicas: number;
	readonly #encode: (step: number, weights: NumericArray, replica: number) => Uint8Array;
	readonly #store: SnapshotStore;

	/** @param encode a file of one replica out of the weights of all */
	constructor(
		folder: RunFolder,
		replicas: number,
		grid: SnapshotGrid,
		encode: (step: number, weights: NumericArray, replica: number) => Uint8Array
	) {
		this.#folder = folder;
		this.#replicas = replicas;
		this.#encode = encode;
		this.#store = new SnapshotStore(grid);
	}

	/** Makes their folder. @throws DiskError */
	begin(): void {
		this.#folder.makeFolder(FILES.snapshots);
	}

	nextAfter(step: number): number {
		return this.#store.nextAfter(step);
	}

	/** @param weights flat, all replicas @throws DiskError */
	add(step: number, weights: NumericArray): void {
		this.begin();
		for (let r = 0; r < this.#replicas; r++) {
			this.#folder.write(snapshotFile(step, r, this.#replicas), this.#encode(step, weights, r));
		}
		this.#keep(step);
	}

	/** Goes on at a step with the files that are there; those of later steps are removed. @throws DiskError */
	goOn(step: number): void {
		const steps = snapshotSteps(this.#folder);
		this.#remove(steps.filter((one) => one > step));
		for (const kept of steps.filter((one) => one <= step)) this.#keep(kept);
	}

	/** Removes the files of later steps. @throws DiskError */
	truncate(step: number): void {
		this.#remove(this.#store.steps.filter((one) => one > step));
		this.#store.truncate(step);
	}

	/** Tells the store, and removes what it thins out. */
	#keep(step: number): void {
		const before = this.#store.steps;
		this.#store.add(step, ON_DISK);
		const kept = new Set(this.#store.steps);
		this.#remove(before.filter((one) => !kept.has(one)));
	}

	#remove(steps: readonly number[]): void {
		for (const step of steps) {
			for (let r = 0; r < this.#replicas; r++) {
				this.#folder.remove(snapshotFile(step, r, this.#replicas));
			}
		}
	}
}
