import { toPlainError } from '../../../engine/core/lab-error.ts';
import { presets, type PresetId } from '../../../presets/index.ts';
import type { PackedWeights, RecordedRun } from '../../../lab-run/codec/recorded-run.ts';
import type { Result } from '../../../worker/lab-api.ts';
import { recordedSource } from './recorded-source.ts';
import type { RunSource } from '../run/run-source.ts';

/** Reads recorded runs, by preset. */
export interface GalleryFiles {
	readonly recorded: (preset: string) => Promise<RecordedRun>;
	readonly weights: (preset: string) => Promise<PackedWeights>;
}

/** The recorded run of one preset. Curves and weights are fetched once, each when first needed. */
export class GalleryRun {
	/** The run at its end, in the form that charts take. Undefined until it was fetched. */
	source: RunSource | undefined = $state.raw(undefined);
	readonly preset: PresetId;
	readonly #files: GalleryFiles;
	#pending: Promise<Result<RecordedRun>> | undefined;
	#weights: Promise<PackedWeights> | undefined;

	constructor(files: GalleryFiles, preset: PresetId) {
		this.#files = files;
		this.preset = preset;
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
		this.#weights ??= this.#files.weights(this.preset);
		try {
			return { ok: true, value: await this.#weights };
		} catch (thrown) {
			this.#weights = undefined;
			return { ok: false, error: toPlainError(thrown) };
		}
	}

	async #read(): Promise<Result<RecordedRun>> {
		try {
			const value = await this.#files.recorded(this.preset);
			this.source = recordedSource(value);
			return { ok: true, value };
		} catch (thrown) {
			return { ok: false, error: toPlainError(thrown) };
		}
	}
}

/** The recorded runs beside the page, by the preset that they belong to. */
export type Gallery = ReadonlyMap<PresetId, GalleryRun>;

export const galleryOf = (files: GalleryFiles): Gallery =>
	new Map(
		presets.all
			.filter(({ hasRecordedRun }) => hasRecordedRun)
			.map(({ id }) => [id, new GalleryRun(files, id)])
	);
