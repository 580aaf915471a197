const TICK_MS = 1000;
/** Asking too early costs nothing: the browser's two minutes do not start again. */
export const RETRY_AFTER_S = 20;

/** Counts seconds down to a retry that comes by itself. */
export class RetryCountdown {
	secondsLeft = $state.raw(RETRY_AFTER_S);
	#timer: ReturnType<typeof setInterval> | undefined;

	/** @param retry called once, when it has come to 0. @returns what ends it */
	start(retry: () => void): () => void {
		this.secondsLeft = RETRY_AFTER_S;
		this.#timer = setInterval(() => {
			this.secondsLeft = Math.max(0, this.secondsLeft - 1);
			if (this.secondsLeft > 0) return;
			clearInterval(this.#timer);
			retry();
		}, TICK_MS);
		return () => {
			clearInterval(this.#timer);
		};
	}
}
