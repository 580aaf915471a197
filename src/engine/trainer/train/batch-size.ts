/**
 * Duration of the work that is submitted but not finished, estimated from the measured rate. A
 * browser may report finished work late (Firefox asks its GPU process every 100 ms): with less work
 * than that in flight, the device would be idle. A pause waits about this long.
 */
const IN_FLIGHT_MS = 240;
/**
 * Number of batches that this work is split into. One takes some 80 ms, so that even with a wrong
 * estimate it stays far below the 2 s of a driver's watchdog.
 */
const BATCHES_IN_FLIGHT = 3;
/**
 * The rate is measured over about this time. With completions reported every 100 ms, its error is
 * then a fifth.
 */
const WINDOW_MS = 500;
/** A rate measured over a shorter time is too uncertain to make batches smaller. */
const LEAST_MS_TO_SHRINK = 300;

/** A batch on the way, as `submitted` has noted it. */
export interface Submitted {
	readonly updates: number;
	/** Updates on the way once it was submitted, its own among them. */
	readonly inFlight: number;
}

/** Updates whose results have been seen at a time, those before it not counted. */
interface Seen {
	readonly atMs: number;
	updates: number;
}

/**
 * Sizes batches by the rate at which results come back: updates of several batches over the time
 * they took together. One batch's time says little where completions are reported in ticks, as 100
 * ms, 0, 100 ms, 0. A device that was left without work gives too low a rate, but then all that was
 * on the way has come back within a tick, which is less than `IN_FLIGHT_MS`: more is sent until the
 * device is the slower one.
 */
export class BatchSizer {
	readonly #mostUpdates: number;
	#wanted = 1;
	#inFlight = 0;
	#seen: Seen[] = [];

	/** @param mostUpdates that one batch can hold */
	constructor(mostUpdates: number) {
		this.#mostUpdates = mostUpdates;
	}

	/**
	 * Training begins or resumes at this time, with nothing on the way. Time before it was not
	 * spent on training.
	 */
	begin(nowMs: number): void {
		this.#inFlight = 0;
		this.#seen = [{ atMs: nowMs, updates: 0 }];
	}

	/** Updates for the next batch. */
	get updates(): number {
		const updates = Math.round(this.#wanted / BATCHES_IN_FLIGHT);
		return Math.min(this.#mostUpdates, Math.max(1, updates));
	}

	/** Enough is on the way. */
	get isFull(): boolean {
		return this.#inFlight >= this.#wanted;
	}

	submitted(updates: number): Submitted {
		this.#inFlight += updates;
		return { updates, inFlight: this.#inFlight };
	}

	/** The results of a batch have come, in the order of submission. */
	completed({ updates, inFlight }: Submitted, nowMs: number): void {
		this.#inFlight -= updates;
		const last = this.#seen.at(-1);
		if (last?.atMs === nowMs) last.updates += updates;
		else this.#seen.push({ atMs: nowMs, updates });
		while ((this.#seen[1]?.atMs ?? Infinity) <= nowMs - WINDOW_MS) this.#seen.shift();
		const [base, ...after] = this.#seen;
		const elapsedMs = nowMs - (base?.atMs ?? nowMs);
		const seen = after.reduce((sum, entry) => sum + entry.updates, 0);
		if (seen === 0) return;
		const atRate = (seen * IN_FLIGHT_MS) / elapsedMs;
		// At most twice the updates in flight: a rate over a short time may be far too high.
		if (atRate > this.#wanted) {
			this.#wanted = Math.max(this.#wanted, Math.min(atRate, 2 * inFlight));
		} else if (elapsedMs >= LEAST_MS_TO_SHRINK) this.#wanted = atRate;
	}
}
