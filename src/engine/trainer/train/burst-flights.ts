import type { BurstSizer, Submitted } from './burst-size.ts';
import { held } from './trainer-state.ts';

/** Most bursts in flight, since each has a buffer of its own for its results. */
const MOST_FLIGHTS = 32;
/** Most bursts in flight that read a whole state, whose buffers are large. */
const MOST_STATES = 8;
/** Fewest bursts in flight: the device computes one while the next is enqueued. */
const FEWEST_FLIGHTS = 2;

/** A burst of which the results are awaited. */
export interface Flight<Result> {
	readonly updates: number;
	readonly bringsState: boolean;
	readonly result: Promise<Result>;
	/**
	 * Called with the results and the time since the previous results. It is awaited before the
	 * results of the next burst are read.
	 */
	readonly land: (result: Result, elapsedMs: number) => Promise<void>;
}

/** Bursts in flight. Their results are handled in the order of submission. */
export class BurstFlights<Result> {
	readonly #sizer: BurstSizer;
	readonly #now: () => number;
	#lastMs: number;
	readonly #flights: (readonly [Flight<Result>, Submitted])[] = [];

	constructor(sizer: BurstSizer, now: () => number) {
		this.#sizer = sizer;
		this.#now = now;
		this.#lastMs = now();
		sizer.begin(this.#lastMs);
	}

	/** Adds a burst that was just submitted. */
	add(flight: Flight<Result>): void {
		void held(flight.result);
		this.#flights.push([flight, this.#sizer.submitted(flight.updates)]);
	}

	/**
	 * Waits until another burst must be submitted to keep the device busy.
	 * @throws errors of the session and of `land`
	 */
	async makeRoom(): Promise<void> {
		while (this.#isFull) await this.#landOldest();
	}

	/** Waits for all of them. @throws what the session and `land` throw */
	async landAll(): Promise<void> {
		while (this.#flights.length > 0) await this.#landOldest();
	}

	/** Waits until no burst is in flight, and ignores their errors. */
	async abandon(): Promise<void> {
		await Promise.allSettled(this.#flights.splice(0).map(([{ result }]) => result));
	}

	get #isFull(): boolean {
		const { length } = this.#flights;
		const states = this.#flights.filter(([{ bringsState }]) => bringsState).length;
		if (length >= MOST_FLIGHTS || states >= MOST_STATES) return true;
		return length >= FEWEST_FLIGHTS && this.#sizer.isFull;
	}

	async #landOldest(): Promise<void> {
		const [oldest] = this.#flights;
		if (oldest === undefined) return;
		const [{ result, land }, submitted] = oldest;
		const value = await result;
		this.#flights.shift();
		const nowMs = this.#now();
		const elapsedMs = nowMs - this.#lastMs;
		this.#lastMs = nowMs;
		this.#sizer.completed(submitted, nowMs);
		await land(value, elapsedMs);
	}
}
