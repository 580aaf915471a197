import type { StepScale } from '../../../config/place.ts';
import type { PlaceState } from '../config/place.svelte.ts';

/** The step under the pointer, shared by all charts, and the scale of their step axis. */
export class CrosshairState {
	/** Undefined while the pointer is elsewhere; legends then show the latest values. */
	step: number | undefined = $state.raw(undefined);
	readonly #place: Pick<PlaceState, 'axis' | 'show'>;

	constructor(place: Pick<PlaceState, 'axis' | 'show'>) {
		this.#place = place;
	}

	get stepScale(): StepScale {
		return this.#place.axis;
	}
	set stepScale(axis: StepScale) {
		this.#place.show({ axis });
	}
}
