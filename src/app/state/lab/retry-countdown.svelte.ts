const TICK_MS = 1000;
/** Retrying early does no harm: the browser does not restart its two minutes. */
export const RETRY_AFTER_S = 20;

/** Counts down the seconds to an automatic retry. */
export class RetryCountdown {
	secondsLeft = $state.raw(RETRY_AFTER_S);
	#timer: ReturnType<typeof setInterval> | undefined;

	/** @param retry called once, at 0 @returns a function that stops the countdown */
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
