import type { CrosshairState } from './crosshair.svelte.ts';
import type { RunState } from './run.svelte.ts';
import { lastIndexAtOrBelow } from './sorted-search.ts';

/** The past step that the whole page shows: every chart, spectrum and view goes back to it. */
export class ScrubState {
	/** Pointing at a chart is enough; without it a press is needed. */
	followsPointer = $state.raw(false);
	#pin: { readonly step: number; readonly run: number } | undefined = $state.raw(undefined);
	readonly #run: RunState;
	readonly #crosshair: CrosshairState;

	/** Undefined: live, everything shows the newest. */
	readonly step: number | undefined = $derived.by(() => {
		const pointed = this.followsPointer ? this.#crosshair.step : undefined;
		const pinned = this.#pin?.run === this.#run.generation ? this.#pin.step : undefined;
		const step = pointed ?? pinned;
		// At the right end the page follows the run again.
		return step === undefined || step >= this.#run.step ? undefined : step;
	});
	/** The step that is shown: the scrubbed one, or the newest. */
	readonly shownStep: number = $derived.by(() => this.step ?? this.#run.step);
	/**
	 * The kept weights nearest at or below the scrubbed step, the oldest where all are later (of a
	 * run that went on in another worker); undefined when live (the newest are wanted, kept or not)
	 * or when none are kept. A recording has kept ones only, also of steps that are yet to come.
	 */
	readonly snapshot: number | undefined = $derived.by(() => {
		if (this.step === undefined && !this.#run.isRecorded) return undefined;
		const { snapshots } = this.#run;
		return snapshots[Math.max(0, lastIndexAtOrBelow(snapshots, snapshots.length, this.shownStep))];
	});

	constructor(run: RunState, crosshair: CrosshairState) {
		this.#run = run;
		this.#crosshair = crosshair;
	}

	/** Goes back to a step; to the newest or beyond: live. */
	pin(step: number): void {
		this.#pin =
			step >= this.#run.step
				? undefined
				: { step: Math.max(0, Math.round(step)), run: this.#run.generation };
	}

	/** Shows the newest again. */
	goLive(): void {
		this.#pin = undefined;
	}

	/** Moves by this many of the steps of which weights are kept. */
	move(count: number): void {
		const { snapshots } = this.#run;
		const stops = Float64Array.from([...snapshots, this.#run.step]);
		const here = lastIndexAtOrBelow(stops, stops.length, this.shownStep);
		// Between two stops, one to the left is the stop just passed.
		const isBetween = (stops[here] ?? 0) < this.shownStep;
		const target = here + count + (isBetween && count < 0 ? 1 : 0);
		this.pin(stops[Math.min(stops.length - 1, Math.max(0, target))] ?? 0);
	}
}
