import { shareAtStep, stepAtShare } from '../recorded/pace.ts';
import type { RunState } from './run.svelte.ts';
import type { ScrubState } from './scrub.svelte.ts';

const DURATION_MS = 20_000;
const TICK_MS = 100;
/** After the page was frozen, a replay continues where it was. */
const LONGEST_TICK_MS = 500;

/** Replays the steps that a run has done: moves the shown step from the first to the newest. */
export class ScrubPlayer {
	isPlaying = $state.raw(false);
	readonly #run: Pick<RunState, 'step'>;
	readonly #scrub: Pick<ScrubState, 'step' | 'pin' | 'goLive'>;
	#share = 0;
	#lastTick = 0;
	#timer: ReturnType<typeof setInterval> | undefined;

	constructor(run: Pick<RunState, 'step'>, scrub: Pick<ScrubState, 'step' | 'pin' | 'goLive'>) {
		this.#run = run;
		this.#scrub = scrub;
	}

	/** Continues from the shown step; from the start if that is the newest. */
	play(): void {
		if (this.isPlaying || this.#run.step === 0) return;
		this.#share = shareAtStep(this.#scrub.step ?? 0, this.#run.step);
		this.#scrub.pin(this.#scrub.step ?? 0);
		this.#lastTick = performance.now();
		this.isPlaying = true;
		this.#timer = setInterval(() => {
			this.#tick();
		}, TICK_MS);
	}

	pause(): void {
		clearInterval(this.#timer);
		this.isPlaying = false;
	}

	#tick(): void {
		// A new run, or the end of a press on "Live", has nothing to replay.
		if (this.#scrub.step === undefined) {
			this.pause();
			return;
		}
		const now = performance.now();
		this.#share += Math.min(LONGEST_TICK_MS, now - this.#lastTick) / DURATION_MS;
		this.#lastTick = now;
		if (this.#share >= 1) {
			this.pause();
			this.#scrub.goLive();
		} else this.#scrub.pin(stepAtShare(this.#share, this.#run.step));
	}
}
