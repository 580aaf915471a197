import { configOf } from '../../../config/preset-config.ts';
import { decodeLink } from '../../../config/url-codec.ts';
import type { RunStatus } from '../../../engine/core/telemetry.ts';
import type { Recording } from '../../../lab-run/codec/recording.ts';
import { differences, trainAlike } from '../config/config-differences.ts';
import type { ConfigState } from '../config/config.svelte.ts';
import { LACKS_DEVICE } from '../lab/failure-kinds.ts';
import { RECORDED_PRESET, type Gallery } from './gallery.svelte.ts';
import type { LabConnection, LabParts } from '../lab/lab-parts.ts';
import { Playback } from './playback.ts';
import type { Backdrop } from '../run/run-source.ts';
import type { RunState } from '../run/run.svelte.ts';

type Failed = Extract<RunStatus, { readonly state: 'failed' }>;

/** What the show needs of the page. */
interface ShowParts extends Pick<LabParts, 'prefersStillness'> {
	readonly client: Pick<LabConnection, 'call'>;
	readonly config: ConfigState;
	readonly run: RunState;
	readonly gallery: Gallery;
	/** No command is under way. */
	readonly isIdle: () => boolean;
	/** Whatever the worker still says of the run at hand is over. */
	readonly retireRun: () => void;
}

/** A recorded run in the place of a live one: its curves on the page, its weights in the worker. */
export class RecordedShow {
	/** Undefined: the page shows a live run. */
	playback: Playback | undefined = $state.raw(undefined);
	/** What is in the way of a live run while the recorded one is shown. */
	failure: Failed | undefined = $state.raw(undefined);
	/** Why the recorded run that was asked for is not shown, or not all of it. */
	problem: string | undefined = $state.raw(undefined);
	/** Somebody pressed a button for it, which is gone when it is shown. */
	isAsked = false;
	readonly #parts: ShowParts;
	#giveRailBack: (() => void) | undefined;

	/** It may take the place of the run at hand: nothing would be lost. */
	readonly canOpen: boolean = $derived.by(() => {
		const { run, isIdle } = this.#parts;
		return isIdle() && !run.isRecorded && !run.hasProgress && !run.isActive;
	});
	/** The recorded run is drawn behind a live one; a press in the legend puts it away. */
	drawsExpected = $state.raw(true);
	/**
	 * What charts may show behind a live run, and before its first step behind nothing: the
	 * recorded run, where the settings are its own, the seed aside. A run that has outgrown it
	 * needs it no longer.
	 */
	readonly backdrop: Backdrop | undefined = $derived.by(() => {
		const { run, gallery } = this.#parts;
		const { source } = gallery;
		if (source === undefined || run.isRecorded || run.step > source.step) return undefined;
		if (!this.#suitsRun) return undefined;
		return {
			source,
			isDrawn: this.drawsExpected,
			toggle: () => {
				this.drawsExpected = !this.drawsExpected;
			}
		};
	});
	readonly #suitsRun: boolean = $derived.by(() => {
		const { run, config } = this.#parts;
		if (!run.hasProgress) return this.#suitsRail;
		const { started, startedPresetId } = config;
		if (started === undefined || startedPresetId !== RECORDED_PRESET) return false;
		return trainAlike(started, configOf(RECORDED_PRESET));
	});

	constructor(parts: ShowParts) {
		this.#parts = parts;
	}

	/** Before the first step of a run that was recorded too: fetches what is to be expected. */
	expect(): void {
		if (this.#suitsRail && !this.#parts.run.hasProgress) void this.#parts.gallery.open();
	}

	/** Plays by itself where there is nothing to compute on and the page asks for no other run. */
	standIn(): void {
		const { status } = this.#parts.run;
		if (status.state !== 'failed' || !LACKS_DEVICE.includes(status.error.code)) return;
		const { config, presetConfig } = this.#parts.config;
		this.isAsked = false;
		if (this.#suitsRail && differences(config, presetConfig).length === 0) void this.#open();
	}

	/**
	 * Takes the place of a run that has no progress. Plays, or stands at its end where nothing is
	 * to move by itself.
	 */
	async open(): Promise<void> {
		this.isAsked = true;
		await this.#open();
	}

	/**
	 * Ends it; what was in the way of a live run still is. The rail keeps the recording's settings.
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

	/** Ends it, and the rail is what it was, unless something else was chosen meanwhile. */
	leave(): void {
		if (this.playback === undefined) return;
		this.close();
		this.#giveRailBack?.();
	}

	get #suitsRail(): boolean {
		const { presetId, isPreset } = this.#parts.config;
		return presetId === RECORDED_PRESET && isPreset;
	}

	async #open(): Promise<void> {
		this.problem = undefined;
		const result = await this.#parts.gallery.open();
		// Meanwhile a run may have begun.
		if (!this.canOpen) return;
		if (result.ok) await this.#show(result.value);
		else this.problem = result.error.message;
	}

	async #show(recording: Recording): Promise<void> {
		const { client, config: rail, run, gallery, prefersStillness, retireRun } = this.#parts;
		const { config, preset } = decodeLink(recording.card.link, RECORDED_PRESET);
		const { status } = run;
		retireRun();
		this.failure = status.state === 'failed' ? status : undefined;
		this.#giveRailBack = rail.lend(config, preset);
		const playback = new Playback(recording, run);
		this.playback = playback;
		if (prefersStillness()) playback.finish();
		else playback.play();
		const { weights, settled } = recording;
		const { keyFrequencies } = settled;
		const packed = await gallery.openWeights();
		// Meanwhile the page may have left it.
		if (playback !== this.playback) return;
		const facts = packed.ok
			? await client.call((remote) =>
					remote.openRecording({ config, keyFrequencies, weights, packed: packed.value })
				)
			: packed;
		if (playback !== this.playback) return;
		if (facts.ok) playback.setFacts(facts.value);
		else this.problem = facts.error.message;
	}
}
