import type { CardStatus } from '../../lab-run/run-card.ts';

/** Asked between bursts. */
export interface Interrupt {
	readonly aborted: boolean;
}

/** How a run came to its end. */
export interface Ending {
	readonly status: CardStatus;
	/**
	 * Updates that the final weights have had; undefined when there are none but the initial ones,
	 * and those are bad.
	 */
	readonly step: number | undefined;
	readonly error: unknown;
	/**
	 * The step whose weights or loss were not finite; of several replicas, the step at which the
	 * last one failed.
	 */
	readonly badStep?: number | undefined;
}
