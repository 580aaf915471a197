import { toPlainError } from '../../../engine/core/lab-error.ts';
import type { PresetId } from '../../../presets/index.ts';
import type { PackedWeights, Recording } from '../../../lab-run/codec/recording.ts';
import type { Result } from '../../../worker/lab-api.ts';
import { OPENING_PRESET } from '../config/default-presets.ts';
import { recordedSource } from './recorded-source.ts';
import type { RunSource } from '../run/run-source.ts';

/** The preset of which a recorded run lies beside the page. */
export const RECORDED_PRESET: PresetId = OPENING_PRESET;

/** Where recorded runs come from, by preset. */
export interface GalleryFiles {
	readonly recording: (preset: string) => Promise<Recording>;
	readonly weights: (preset: string) => Promise<PackedWeights>;
}

/**
 * The recorded run that lies beside the page: curves and weights are fetched once, each when
 * somebody first wants it.
 */
export class Gallery {
	/** Undefined until it was fetched. */
	recording: Recording | undefined = $state.raw(undefined);
	/** The same as charts take it, at its end. */
	source: RunSource | undefined = $state.raw(undefined);
	readonly #files: GalleryFiles;
	#coming: Promise<Result<Recording>> | undefined;
	#weights: Promise<PackedWeights> | undefined;

	constructor(files: GalleryFiles) {
		this.#files = files;
	}

	/** The recording, or why there is none: the next call then tries again. */
	async open(): Promise<Result<Recording>> {
		this.#coming ??= this.#read();
		const result = await this.#coming;
		if (!result.ok) this.#coming = undefined;
		return result;
	}

	/** The weights of the recording, or why there are none: the next call then tries again. */
	async openWeights(): Promise<Result<PackedWeights>> {
		this.#weights ??= this.#files.weights(RECORDED_PRESET);
		try {
			return { ok: true, value: await this.#weights };
		} catch (thrown) {
			this.#weights = undefined;
			return { ok: false, error: toPlainError(thrown) };
		}
	}

	async #read(): Promise<Result<Recording>> {
		try {
			const value = await this.#files.recording(RECORDED_PRESET);
			this.recording = value;
			this.source = recordedSource(value);
			return { ok: true, value };
		} catch (thrown) {
			return { ok: false, error: toPlainError(thrown) };
		}
	}
}
