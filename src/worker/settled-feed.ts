import type { ReplicaMeasures } from '../lab-run/replica-measures.ts';
import type { LookBack } from './look-back.ts';
import type { RunTelemetry } from './run-telemetry.ts';

/**
 * Sends the page settled measures once a run's budget is used up, and takes them back when the run
 * goes on.
 */
export class SettledFeed {
	readonly #lookBack: LookBack;
	readonly #measures: ReplicaMeasures;
	readonly #port: RunTelemetry;
	readonly #publish: () => void;
	/** The budget is used up. */
	#isDue = false;

	constructor(
		lookBack: LookBack,
		measures: ReplicaMeasures,
		port: RunTelemetry,
		publish: () => void
	) {
		this.#lookBack = lookBack;
		this.#measures = measures;
		this.#port = port;
		this.#publish = publish;
	}

	/**
	 * Measures of all kept weights with the key frequencies of the last. Where it has none there is
	 * nothing to settle by, and what was measured on the way stays. A device that is lost meanwhile
	 * and cannot be had again leaves them provisional: the run itself finds out when it goes on.
	 */
	async settle(): Promise<void> {
		this.#isDue = true;
		const { keyFrequencies } = this.#measures;
		if (keyFrequencies.length === 0) {
			this.#takeBack();
			this.#publish();
			return;
		}
		try {
			const settled = await this.#lookBack.settle(keyFrequencies);
			if (settled === undefined) return;
			this.#measures.settle(settled);
			this.#port.settled(settled);
			this.#publish();
		} catch {
			this.unsettle();
		}
	}

	/** Settles again after a change of the key frequencies, once the budget is used up. */
	resettle(): void {
		if (this.#isDue) void this.settle();
	}

	unsettle(): void {
		this.#isDue = false;
		this.#takeBack();
	}

	#takeBack(): void {
		this.#lookBack.stopSettling();
		this.#measures.settle(undefined);
		this.#port.settled(undefined);
	}
}
