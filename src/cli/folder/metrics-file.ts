import { createHash, type Hash } from 'node:crypto';
import type { TrainerState } from '../../engine/trainer/train/trainer-state.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import type { Digests } from '../../lab-run/codec/checkpoint-codec.ts';
import { sha256 } from './digest.ts';
import { keptBytes } from '../../lab-run/codec/metrics-rows.ts';
import type { GrowingFile, RunFolder } from './run-folder.ts';

/**
 * metrics.csv of a run that trains, with the digest of its rows before each step that a checkpoint
 * may stand at.
 */
export class MetricsFile {
	readonly #folder: RunFolder;
	readonly #replicas: number;
	readonly #file: GrowingFile;
	readonly #hash: Hash;
	#bytes: number;
	/** State after the last burst: the file has exactly the rows of all steps before this one. */
	#mark: { readonly step: number; readonly digest: Digests['metrics'] };

	/**
	 * @param kept header and rows before the step at which the run resumes; empty for a new run
	 * @throws DiskError
	 */
	constructor(folder: RunFolder, replicas: number, kept: Uint8Array, step: number) {
		this.#folder = folder;
		this.#replicas = replicas;
		this.#file = folder.grow(FILES.metrics, kept.length);
		this.#hash = createHash('sha256').update(kept);
		this.#bytes = kept.length;
		this.#mark = { step, digest: this.#digest() };
	}

	/**
	 * Appends the rows of a burst. @param step the first one that has no row now @throws DiskError
	 */
	append(text: string, step: number): void {
		this.#file.append(text);
		this.#hash.update(text);
		this.#bytes += Buffer.byteLength(text);
		this.#mark = { step, digest: this.#digest() };
	}

	/**
	 * Appends the row of the last step, which a resumed run writes again. @throws DiskError
	 */
	end(text: string): void {
		this.#file.append(text);
	}

	/** Digest of the rows before a state's step; these rows are on disk then. @throws DiskError */
	digestAt({ step, failures }: Pick<TrainerState, 'step' | 'failures'>): Digests['metrics'] {
		this.#file.sync();
		if (step === this.#mark.step) return this.#mark.digest;
		// A run that went back to the last good step: its file has more rows.
		const csv = this.#folder.read(FILES.metrics);
		const kept = csv.subarray(0, keptBytes(csv, step, this.#replicas, failures));
		return { bytes: kept.length, sha256: sha256(kept) };
	}

	close(): void {
		this.#file.close();
	}

	#digest(): Digests['metrics'] {
		return { bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') };
	}
}
