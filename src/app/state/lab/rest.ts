/** Passing over a place is not pointing at it. */
const REST_MS = 150;

/** Tells of a place when somebody has stayed on it for a while, once. */
export class Rest<Place> {
	readonly #tell: (place: Place) => void;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(tell: (place: Place) => void) {
		this.#tell = tell;
	}

	/** Somebody has come to a place; undefined: has left all of them. */
	come(place: Place | undefined): void {
		clearTimeout(this.#timer);
		if (place === undefined) return;
		this.#timer = setTimeout(() => {
			this.#tell(place);
		}, REST_MS);
	}

	/** Somebody has chosen a place: no need to wait. */
	choose(place: Place): void {
		clearTimeout(this.#timer);
		this.#tell(place);
	}
}
