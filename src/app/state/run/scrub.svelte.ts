import type { CrosshairState } from './crosshair.svelte.ts';
import type { RunState } from './run.svelte.ts';
import { lastIndexAtOrBelow } from './sorted-search.ts';

/** The earlier step that the page shows: all charts, spectra and views follow it. */
export class ScrubState {
	/** Whether pointing at a chart selects the step, without a press. */
	followsPointer = $state.raw(false);
	#pin: { readonly step: number; readonly run: number } | undefined = $state.raw(undefined);
	readonly #run: RunState;
	readonly #crosshair: CrosshairState;

	/** Undefined while the page shows the newest step. */
	readonly step: number | undefined = $derived.by(() => {
		const pointed = this.followsPointer ? this.#crosshair.step : undefined;
		const pinned = this.#pin?.run === this.#run.generation ? this.#pin.step : undefined;
		const step = pointed ?? pinned;
		// At the newest step the page follows the run again.
		return step === undefined || step >= this.#run.step ? undefined : step;
	});
	/** The shown step: the scrubbed one, or the newest. */
	readonly shownStep: number = $derived.by(() => this.step ?? this.#run.step);
	/**
	 * Step of the snapshot to show: the nearest at or before the scrubbed step, or the oldest one
	 * if all are later (a run that resumed in another worker). Undefined for the newest weights,
	 * and without snapshots. A replay has snapshots only, also of steps that it has not reached.
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

	/** Goes back to a step; the newest step means live. */
	pin(step: number): void {
		this.#pin =
			step >= this.#run.step
				? undefined
				: { step: Math.max(0, Math.round(step)), run: this.#run.generation };
	}

	/** Shows the newest step again. */
	goLive(): void {
		this.#pin = undefined;
	}

	/** Moves by this many snapshots. */
	move(count: number): void {
		const { snapshots } = this.#run;
		const stops = Float64Array.from([...snapshots, this.#run.step]);
		const here = lastIndexAtOrBelow(stops, stops.length, this.shownStep);
		// Between two stops, the first stop to the left is the one just passed.
		const isBetween = (stops[here] ?? 0) < this.shownStep;
		const target = here + count + (isBetween && count < 0 ? 1 : 0);
		this.pin(stops[Math.min(stops.length - 1, Math.max(0, target))] ?? 0);
	}
}
