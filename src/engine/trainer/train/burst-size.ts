/**
 * Duration of the work that is submitted but not finished, estimated from the measured rate. A
 * browser may report finished work late (Firefox asks its GPU process every 100 ms): with less work
 * than that in flight, the device would be idle. A pause waits about this long.
 */
const IN_FLIGHT_MS = 240;
/**
 * Number of bursts that this work is split into. One takes some 80 ms, so that even with a wrong
 * estimate it stays far below the 2 s of a driver's watchdog.
 */
const BURSTS_IN_FLIGHT = 3;
/**
 * The rate is measured over about this time. With completions reported every 100 ms, its error is
 * then a fifth.
 */
const WINDOW_MS = 500;
/** A rate measured over a shorter time is too uncertain to make bursts smaller. */
const LEAST_MS_TO_SHRINK = 300;

/** A burst in flight. */
export interface Submitted {
	readonly updates: number;
	/** Updates in flight just after it was submitted, including its own. */
	readonly inFlight: number;
}

/** Number of updates whose results arrived at this time. */
interface Seen {
	readonly atMs: number;
	updates: number;
}

/**
 * Sizes bursts by the measured rate of updates. The rate is taken over several bursts, since a
 * browser may report completions in ticks: bursts then seem to take 100 ms, 0, 100 ms, 0. While
 * the device has too little work, the measured rate is too low. Then everything in flight completes
 * within a tick, which is shorter than `IN_FLIGHT_MS`, so the work in flight grows until the device
 * limits the rate.
 */
export class BurstSizer {
	readonly #mostUpdates: number;
	#wanted = 1;
	#inFlight = 0;
	#seen: Seen[] = [];

	/** @param mostUpdates that one burst can hold */
	constructor(mostUpdates: number) {
		this.#mostUpdates = mostUpdates;
	}

	/**
	 * Starts measuring: training begins or resumes at this time, with no burst in flight.
	 */
	begin(nowMs: number): void {
		this.#inFlight = 0;
		this.#seen = [{ atMs: nowMs, updates: 0 }];
	}

	/** Updates for the next burst. */
	get updates(): number {
		const updates = Math.round(this.#wanted / BURSTS_IN_FLIGHT);
		return Math.min(this.#mostUpdates, Math.max(1, updates));
	}

	/** Whether enough updates are in flight. */
	get isFull(): boolean {
		return this.#inFlight >= this.#wanted;
	}

	submitted(updates: number): Submitted {
		this.#inFlight += updates;
		return { updates, inFlight: this.#inFlight };
	}

	/** Reports the results of a burst; call it in the order of submission. */
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
