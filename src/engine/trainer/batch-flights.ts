import type { BatchSizer, Submitted } from './batch-size.ts';
import { held } from './trainer-state.ts';

/** So many batches may be on the way, however short they are: each has a buffer of its own for its results. */
const MOST_FLIGHTS = 32;
/** One is worked on while the next is enqueued, however long they are. */
const FEWEST_FLIGHTS = 2;

/** A batch of which the results are awaited. */
export interface Flight<Result> {
	readonly updates: number;
	readonly result: Promise<Result>;
	/** Called with its results, and awaited before those of the next are looked at. */
	readonly land: (result: Result) => Promise<void>;
}

/** Batches on the way to the device and back: they land in the order in which they were submitted. */
export class BatchFlights<Result> {
	readonly #sizer: BatchSizer;
	readonly #now: () => number;
	readonly #flights: (readonly [Flight<Result>, Submitted])[] = [];

	constructor(sizer: BatchSizer, now: () => number) {
		this.#sizer = sizer;
		this.#now = now;
		sizer.begin(now());
	}

	/** Adds a batch that was just submitted. */
	add(flight: Flight<Result>): void {
		void held(flight.result);
		this.#flights.push([flight, this.#sizer.submitted(flight.updates)]);
	}

	/** Waits until another batch is needed for the device to have work. @throws what the session and `land` throw */
	async makeRoom(): Promise<void> {
		const count = () => this.#flights.length;
		while (count() >= MOST_FLIGHTS || (count() >= FEWEST_FLIGHTS && this.#sizer.isFull)) {
			await this.#landOldest();
		}
	}

	/** Waits for all of them. @throws what the session and `land` throw */
	async landAll(): Promise<void> {
		while (this.#flights.length > 0) await this.#landOldest();
	}

	/** Waits until nothing is on the way any more, whatever becomes of it. */
	async abandon(): Promise<void> {
		await Promise.allSettled(this.#flights.splice(0).map(([{ result }]) => result));
	}

	async #landOldest(): Promise<void> {
		const [oldest] = this.#flights;
		if (oldest === undefined) return;
		const [{ result, land }, submitted] = oldest;
		const value = await result;
		this.#flights.shift();
		this.#sizer.completed(submitted, this.#now());
		await land(value);
	}
}
