import { configOf } from '../../../config/preset-config.ts';
import type { RunStatus } from '../../../engine/core/telemetry.ts';
import type { RecordedRun } from '../../../lab-run/codec/recorded-run.ts';
import { differences, trainAlike, trainingDifferences } from '../config/config-differences.ts';
import type { ConfigState } from '../config/config.svelte.ts';
import { NO_DEVICE_ERRORS } from '../lab/failure-kinds.ts';
import { OPENING_PRESET } from '../config/default-presets.ts';
import type { Gallery, GalleryRun } from './gallery.svelte.ts';
import type { LabAddress } from '../lab/lab-address.svelte.ts';
import type { LabConnection, LabParts } from '../lab/lab-parts.ts';
import { Playback } from './playback.ts';
import { recordedSettings } from './recorded-source.ts';
import type { Backdrop } from '../run/run-source.ts';
import type { RunState } from '../run/run.svelte.ts';

type Failed = Extract<RunStatus, { readonly state: 'failed' }>;

/** What a replay needs of the page. */
interface ReplayParts extends Pick<LabParts, 'prefersReducedMotion'> {
	readonly client: Pick<LabConnection, 'call'>;
	readonly config: ConfigState;
	readonly run: RunState;
	readonly gallery: Gallery;
	/** Whether no command is running. */
	readonly isIdle: () => boolean;
	/** Ignores further messages of the current run. */
	readonly abandonRun: () => void;
	readonly address: Pick<LabAddress, 'push' | 'write' | 'place' | 'namesRecorded'>;
}

/**
 * Replays the recorded run in the place of a live one: its curves on the page, its weights in the
 * worker.
 */
export class Replay {
	/** Undefined while the page shows a live run. */
	playback: Playback | undefined = $state.raw(undefined);
	/** The failure that prevents a live run while the recorded one is shown. */
	failure: Failed | undefined = $state.raw(undefined);
	/** Why the recorded run, or its weights, could not be opened. */
	problem: string | undefined = $state.raw(undefined);
	/** The user started the replay with a button, which is hidden while the run is shown. */
	isRequested = false;
	readonly #parts: ReplayParts;
	#restoreRail: (() => void) | undefined;

	/** Whether a replay may start: nothing would be lost. */
	readonly canOpen: boolean = $derived.by(() => {
		const { run, isIdle } = this.#parts;
		return isIdle() && !run.isRecorded && !run.hasProgress && !run.isActive;
	});
	/** Whether the recorded run is drawn behind a live one. A button in the legend changes it. */
	isBackdropDrawn = $state.raw(true);
	/**
	 * The recorded run, to be drawn behind a live run with the same settings apart from the seed.
	 * Undefined for other settings, and once the live run is longer.
	 */
	readonly backdrop: Backdrop | undefined = $derived.by(() => {
		const { run } = this.#parts;
		const source = this.#alikeRun?.source;
		if (source === undefined || run.isRecorded || run.step > source.step) return undefined;
		return {
			source,
			isDrawn: this.isBackdropDrawn,
			toggle: () => {
				this.isBackdropDrawn = !this.isBackdropDrawn;
			}
		};
	});
	/** The recorded run with the settings of the run at hand, apart from the seed. */
	readonly #alikeRun: GalleryRun | undefined = $derived.by(() => {
		const { run, config, gallery } = this.#parts;
		if (!run.hasProgress) return this.#alikeRail;
		const { started, startedPresetId } = config;
		if (started === undefined || startedPresetId === undefined) return undefined;
		const isAlike = trainAlike(started, configOf(startedPresetId));
		return isAlike ? gallery.get(startedPresetId) : undefined;
	});

	constructor(parts: ReplayParts) {
		this.#parts = parts;
	}

	/** Fetches the recorded run, if the run to come has its settings. */
	fetchBackdrop(): void {
		if (!this.#parts.run.hasProgress) void this.#alikeRail?.open();
	}

	/** Starts a replay if there is no device to train on and the page asks for no other run. */
	playWithoutDevice(): void {
		const { status } = this.#parts.run;
		if (status.state !== 'failed' || !NO_DEVICE_ERRORS.includes(status.error.code)) return;
		const { config, presetConfig } = this.#parts.config;
		this.isRequested = false;
		const alike = this.#alikeRail;
		if (alike !== undefined && differences(config, presetConfig).length === 0)
			void this.#open(alike);
	}

	/**
	 * Starts a replay of the canonical run in the place of a run without progress: other recorded
	 * runs are of presets that train in seconds. With reduced motion it shows the end at once.
	 */
	async open(): Promise<void> {
		const recorded = this.#parts.gallery.get(OPENING_PRESET);
		this.isRequested = true;
		if (recorded !== undefined) await this.#open(recorded);
	}

	/** Whether a recorded run learned with the settings of the rail, seeds included. */
	readonly hasRecorded: boolean = $derived.by(() => {
		const { config } = this.#parts;
		const isSame = trainingDifferences(config.config, config.presetConfig).length === 0;
		return isSame && this.#alikeRail !== undefined;
	});

	/** Shows a step of the recorded run with the settings of the rail, without playing. */
	async openAt(step: number): Promise<void> {
		this.isRequested = true;
		const recorded = this.#alikeRail;
		if (recorded !== undefined) await this.#open(recorded, step);
	}

	/**
	 * Starts the replay if the link of the page names it: of the preset in the link, or of the
	 * canonical run if that has no recorded one. Where the link names a step, the run is shown at
	 * that step, without playing.
	 * @returns whether it does
	 */
	async openLinked(): Promise<boolean> {
		const { address } = this.#parts;
		if (!address.namesRecorded) return false;
		this.isRequested = false;
		const { config, gallery } = this.#parts;
		const recorded = gallery.get(config.presetId) ?? gallery.get(OPENING_PRESET);
		if (recorded !== undefined) await this.#open(recorded);
		return true;
	}

	/**
	 * Ends the replay and shows the earlier failure again, if there was one. The rail keeps the
	 * settings of the recorded run.
	 */
	close(): void {
		if (this.playback === undefined) return;
		const { run } = this.#parts;
		this.playback.stop();
		this.playback = undefined;
		run.clear();
		run.status = this.failure ?? { state: 'ready' };
		this.failure = undefined;
		this.problem = undefined;
	}

	/** Ends the replay and restores the rail, unless other settings were chosen meanwhile. */
	leave(): void {
		if (this.playback === undefined) return;
		this.close();
		this.#restoreRail?.();
	}

	/** The recorded run with the settings of the rail, apart from the seed. */
	get #alikeRail(): GalleryRun | undefined {
		const { config, gallery } = this.#parts;
		return config.isPreset ? gallery.get(config.presetId) : undefined;
	}

	/** @param step to show without playing; undefined for that of the link, or to play */
	async #open(recorded: GalleryRun, step?: number): Promise<void> {
		this.problem = undefined;
		const result = await recorded.open();
		const { address } = this.#parts;
		const isLinked = address.namesRecorded;
		// From here on, the link names the recorded run if it is shown.
		address.namesRecorded = false;
		// A run may have started while the file was loading.
		if (this.canOpen && result.ok) {
			const linked = isLinked ? address.place.step : undefined;
			await this.#show(result.value, recorded, step ?? linked);
			return;
		}
		if (this.canOpen && !result.ok) this.problem = result.error.message;
		if (isLinked) address.write();
	}

	/** @param step to show without playing; undefined to play from the start */
	async #show(recorded: RecordedRun, files: GalleryRun, step?: number): Promise<void> {
		const { client, config: rail, run, prefersReducedMotion, abandonRun } = this.#parts;
		const { config, preset } = recordedSettings(recorded, files.preset);
		const { status } = run;
		abandonRun();
		this.failure = status.state === 'failed' ? status : undefined;
		this.#restoreRail = rail.showTemporarily(config, preset);
		const playback = new Playback(recorded, run);
		this.playback = playback;
		// The link of before the replay stays in the history.
		if (this.isRequested) this.#parts.address.push();
		if (prefersReducedMotion() || step !== undefined) playback.finish();
		else playback.play();
		if (step !== undefined) {
			this.#parts.address.place.showStep(step < recorded.card.steps ? step : undefined);
		}
		const { weights, settled } = recorded;
		const { keyFrequencies } = settled;
		const packed = await files.openWeights();
		// The replay may have ended while the weights were loading.
		if (playback !== this.playback) return;
		const facts = packed.ok
			? await client.call((remote) =>
					remote.openReplay({ config, keyFrequencies, weights, packed: packed.value })
				)
			: packed;
		if (playback !== this.playback) return;
		if (facts.ok) playback.setFacts(facts.value);
		else this.problem = facts.error.message;
	}
}
