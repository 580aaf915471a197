import { toPlainError } from '../../../engine/core/lab-error.ts';
import type { PresetId } from '../../../presets/index.ts';
import type { PackedWeights, RecordedRun } from '../../../lab-run/codec/recorded-run.ts';
import type { Result } from '../../../worker/lab-api.ts';
import { OPENING_PRESET } from '../config/default-presets.ts';
import { recordedSource } from './recorded-source.ts';
import type { RunSource } from '../run/run-source.ts';

/** The preset that has a recorded run in the gallery. */
export const RECORDED_PRESET: PresetId = OPENING_PRESET;

/** Reads recorded runs, by preset. */
export interface GalleryFiles {
	readonly recorded: (preset: string) => Promise<RecordedRun>;
	readonly weights: (preset: string) => Promise<PackedWeights>;
}

/**
 * The recorded run beside the page. Curves and weights are fetched once, each when first needed.
 */
export class Gallery {
	/** Undefined until it was fetched. */
	recorded: RecordedRun | undefined = $state.raw(undefined);
	/** The run at its end, in the form that charts take. */
	source: RunSource | undefined = $state.raw(undefined);
	readonly #files: GalleryFiles;
	#pending: Promise<Result<RecordedRun>> | undefined;
	#weights: Promise<PackedWeights> | undefined;

	constructor(files: GalleryFiles) {
		this.#files = files;
	}

	/** The recorded run, or why there is none. After a failure the next call tries again. */
	async open(): Promise<Result<RecordedRun>> {
		this.#pending ??= this.#read();
		const result = await this.#pending;
		if (!result.ok) this.#pending = undefined;
		return result;
	}

	/**
	 * The weights of the recorded run, or why there are none. After a failure the next call tries
	 * again.
	 */
	async openWeights(): Promise<Result<PackedWeights>> {
		this.#weights ??= this.#files.weights(RECORDED_PRESET);
		try {
			return { ok: true, value: await this.#weights };
		} catch (thrown) {
			this.#weights = undefined;
			return { ok: false, error: toPlainError(thrown) };
		}
	}

	async #read(): Promise<Result<RecordedRun>> {
		try {
			const value = await this.#files.recorded(RECORDED_PRESET);
			this.recorded = value;
			this.source = recordedSource(value);
			return { ok: true, value };
		} catch (thrown) {
			return { ok: false, error: toPlainError(thrown) };
		}
	}
}
