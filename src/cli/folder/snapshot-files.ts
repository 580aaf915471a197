import type { NumericArray } from '../../engine/core/tensor.ts';
import { SnapshotStore, type SnapshotGrid } from '../../engine/trainer/train/snapshot-store.ts';
import type { SnapshotTaker } from '../../engine/trainer/train/due-after-burst.ts';
import type { ReplicaFailure } from '../../engine/trainer/train/trainer-state.ts';
import { sha256 } from './digest.ts';
import { digestOfStep, replicasAt } from '../../lab-run/codec/digest-checks.ts';
import { FILES, snapshotFile, stepsOfSnapshots } from '../../lab-run/codec/run-files.ts';
import type { RunFolder } from './run-folder.ts';

/** Placeholder in memory for weights that are only on disk. */
const ON_DISK = new Float32Array(0);

/** Steps of the snapshots in the folder of a run, ascending. */
export const snapshotSteps = (folder: RunFolder): readonly number[] =>
	stepsOfSnapshots(folder.list(FILES.snapshots));

const digestOf = (digests: readonly string[]): string => digestOfStep(digests, sha256);

/**
 * The digest of a step's snapshots as they lie in the folder. @throws UsageError when one cannot be
 * read
 */
export function snapshotDigest(
	folder: RunFolder,
	step: number,
	replicas: number,
	failures: readonly ReplicaFailure[] = []
): string {
	const there = replicasAt(step, replicas, failures);
	return digestOf(there.map((r) => sha256(folder.read(snapshotFile(step, r, replicas)))));
}

export interface SnapshotFilesOptions {
	/**
	 * Keep the files that are thinned out until `removeDropped`: a checkpoint on the disk counts on
	 * them until there is the next one.
	 */
	readonly isDeferred?: boolean;
	/** Replicas that have failed so far. */
	readonly failures?: () => readonly ReplicaFailure[];
}

/** Weights of a run at some of its steps, on the disk, thinned there as it grows. */
export class SnapshotFiles implements SnapshotTaker {
	readonly #folder: RunFolder;
	readonly #replicas: number;
	readonly #encode: (step: number, weights: NumericArray, replica: number) => Uint8Array;
	readonly #store: SnapshotStore;
	readonly #isDeferred: boolean;
	readonly #failures: () => readonly ReplicaFailure[];
	readonly #digests = new Map<number, string>();
	#dropped: readonly number[] = [];

	/** @param encode a file of one replica out of the weights of all */
	constructor(
		folder: RunFolder,
		replicas: number,
		grid: SnapshotGrid,
		encode: (step: number, weights: NumericArray, replica: number) => Uint8Array,
		{ isDeferred = false, failures = () => [] }: SnapshotFilesOptions = {}
	) {
		this.#folder = folder;
		this.#replicas = replicas;
		this.#encode = encode;
		this.#store = new SnapshotStore(grid);
		this.#isDeferred = isDeferred;
		this.#failures = failures;
	}

	/** Of the snapshots that are kept, ascending. */
	get steps(): readonly number[] {
		return this.#store.steps;
	}

	/** By step, of the snapshots that are kept. */
	get digests(): Readonly<Record<string, string>> {
		return Object.fromEntries(
			this.steps.map((step) => [String(step), this.#digests.get(step) ?? ''] as const)
		);
	}

	/** Steps of files that `removeDropped` removes. */
	get dropped(): readonly number[] {
		return this.#dropped;
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
		const digests = replicasAt(step, this.#replicas, this.#failures()).map((r) => {
			const bytes = this.#encode(step, weights, r);
			this.#folder.write(snapshotFile(step, r, this.#replicas), bytes);
			return sha256(bytes);
		});
		this.#keep(step, digestOf(digests));
	}

	/**
	 * Continues at a step with the files of the folder, and removes those of later steps.
	 * @param digests by step, of the snapshots to keep; undefined: all of the folder
	 * @throws DiskError
	 */
	goOn(step: number, digests?: Readonly<Record<string, string>>): void {
		const steps = snapshotSteps(this.#folder);
		const isKept = (one: number) =>
			one <= step && (digests === undefined || Object.hasOwn(digests, String(one)));
		this.#remove(steps.filter((one) => !isKept(one)));
		for (const kept of steps.filter(isKept)) {
			const digest =
				digests?.[String(kept)] ??
				snapshotDigest(this.#folder, kept, this.#replicas, this.#failures());
			this.#keep(kept, digest);
		}
	}

	/** Drops the files of later steps. @throws DiskError */
	truncate(step: number): void {
		const later = this.steps.filter((one) => one > step);
		this.#store.truncate(step);
		this.#drop(later);
	}

	/** Removes dropped files, which no checkpoint lists any more. @throws DiskError */
	removeDropped(): void {
		this.#remove(this.#dropped);
		this.#dropped = [];
	}

	/** Adds a step to the store, and drops the files that it thins out. */
	#keep(step: number, digest: string): void {
		const before = this.steps;
		this.#digests.set(step, digest);
		this.#store.add(step, ON_DISK);
		const kept = new Set(this.steps);
		this.#drop(before.filter((one) => !kept.has(one)));
	}

	#drop(steps: readonly number[]): void {
		for (const step of steps) this.#digests.delete(step);
		if (this.#isDeferred) this.#dropped = [...this.#dropped, ...steps];
		else this.#remove(steps);
	}

	#remove(steps: readonly number[]): void {
		for (const step of steps) {
			for (let r = 0; r < this.#replicas; r++) {
				this.#folder.remove(snapshotFile(step, r, this.#replicas));
			}
		}
	}
}
