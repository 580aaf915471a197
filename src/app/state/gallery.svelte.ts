import { toPlainError } from '../../engine/core/lab-error.ts';
import type { PresetId } from '../../presets/index.ts';
import type { Recording } from '../../gallery/recording.ts';
import type { Result } from '../../worker/lab-api.ts';
import { OPENING_PRESET } from './default-presets.ts';

/** The preset of which a recorded run lies beside the page. */
export const RECORDED_PRESET: PresetId = OPENING_PRESET;

/** The recorded run that lies beside the page: fetched once, when somebody first wants it. */
export class Gallery {
	/** Undefined until it was fetched. */
	recording: Recording | undefined = $state.raw(undefined);
	readonly #fetch: (preset: string) => Promise<Recording>;
	#coming: Promise<Result<Recording>> | undefined;

	constructor(fetch: (preset: string) => Promise<Recording>) {
		this.#fetch = fetch;
	}

	/** The recording, or why there is none: the next call then tries again. */
	async open(): Promise<Result<Recording>> {
		this.#coming ??= this.#read();
		const result = await this.#coming;
		if (!result.ok) this.#coming = undefined;
		return result;
	}

	async #read(): Promise<Result<Recording>> {
		try {
			const value = await this.#fetch(RECORDED_PRESET);
			this.recording = value;
			return { ok: true, value };
		} catch (thrown) {
			return { ok: false, error: toPlainError(thrown) };
		}
	}
}
