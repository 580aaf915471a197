import type { PlaceState } from '../config/place.svelte.ts';
import type { CrosshairState } from './crosshair.svelte.ts';
import type { RunState } from './run.svelte.ts';
import { lastIndexAtOrBelow } from './sorted-search.ts';

/** The earlier step that the page shows: all charts, spectra and views follow it. */
export class ScrubState {
	/** Whether pointing at a chart selects the step, without a press. */
	followsPointer = $state.raw(false);
	readonly #run: RunState;
	readonly #crosshair: CrosshairState;
	readonly #place: Pick<PlaceState, 'step' | 'showStep'>;

	/** Undefined while the page shows the newest step. */
	readonly step: number | undefined = $derived.by(() => {
		const pointed = this.followsPointer ? this.#crosshair.step : undefined;
		const step = pointed ?? this.#place.step;
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

	constructor(
		run: RunState,
		crosshair: CrosshairState,
		place: Pick<PlaceState, 'step' | 'showStep'>
	) {
		this.#run = run;
		this.#crosshair = crosshair;
		this.#place = place;
	}

	/** Goes back to a step; the newest step means live. */
	pin(step: number): void {
		this.#place.showStep(step >= this.#run.step ? undefined : Math.max(0, Math.round(step)));
	}

	/** Shows the newest step again. */
	goLive(): void {
		this.#place.showStep(undefined);
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
