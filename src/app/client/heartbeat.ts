const TICK_MS = 1000;
/**
 * A tick later than this means that the page itself was stopped, by sleep, a freeze or a long task.
 */
const LATE_TICK_MS = 3 * TICK_MS;

/** What a heartbeat needs of the page. */
export interface HeartbeatParts {
	/** Sends a ping. */
	readonly ping: () => void;
	/**
	 * Called every second, and at the first answer after a silence, with the length of the silence.
	 */
	readonly onSilence: (silentMs: number) => void;
	/** Hidden pages are slowed down or frozen, so their silence is not counted. */
	readonly isHidden: () => boolean;
	/** Milliseconds, monotonic. */
	readonly now: () => number;
}

/**
 * Measures how long a worker has not answered. Only time in which the page was awake and visible
 * counts, not hidden tabs, frozen pages or sleep.
 */
export class Heartbeat {
	readonly #parts: HeartbeatParts;
	readonly #timer: ReturnType<typeof setInterval>;
	#lastTickMs: number;
	#silentMs = 0;

	constructor(parts: HeartbeatParts) {
		this.#parts = parts;
		this.#lastTickMs = parts.now();
		this.#timer = setInterval(() => {
			this.#tick();
		}, TICK_MS);
	}

	/** Call it at every message from the worker. */
	beat(): void {
		const wasSilent = this.#silentMs > 0;
		this.#silentMs = 0;
		if (wasSilent) this.#parts.onSilence(0);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	#tick(): void {
		const { now, isHidden, ping, onSilence } = this.#parts;
		const sinceMs = now() - this.#lastTickMs;
		this.#lastTickMs += sinceMs;
		const isAwake = !isHidden() && sinceMs >= 0 && sinceMs < LATE_TICK_MS;
		this.#silentMs = isAwake ? this.#silentMs + sinceMs : 0;
		ping();
		onSilence(this.#silentMs);
	}
}
