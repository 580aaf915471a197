const TICK_MS = 1000;
/**
 * A tick that comes later than this means that the page itself was stopped: by sleep, a freeze or a
 * long task.
 */
const STANDSTILL_MS = 3 * TICK_MS;

/** What a heartbeat needs of the page. */
export interface HeartbeatParts {
	/** Asks for a sign of life. */
	readonly ping: () => void;
	/**
	 * Called every second, and when a sign comes after a silence, with how long there has been
	 * none.
	 */
	readonly onSilence: (silentMs: number) => void;
	/** Browsers slow down and freeze what is hidden: silence says nothing then. */
	readonly isHidden: () => boolean;
	/** Milliseconds, monotonic. */
	readonly now: () => number;
}

/**
 * Measures how long a worker has given no sign of life, in time in which the page was awake and
 * visible: hidden tabs, frozen pages and a laptop's sleep do not count.
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

	/** A sign of life. */
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
		const isAwake = !isHidden() && sinceMs >= 0 && sinceMs < STANDSTILL_MS;
		this.#silentMs = isAwake ? this.#silentMs + sinceMs : 0;
		ping();
		onSilence(this.#silentMs);
	}
}
