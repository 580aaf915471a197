import type { ReplicaMeasures } from '../lab-run/replica-measures.ts';
import type { LookBack } from './look-back.ts';
import type { RunTelemetry } from './run-telemetry.ts';

/**
 * Sends the page settled measures once a run's budget is used up, and withdraws them when the run
 * continues.
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
	 * Measures all kept weights with the key frequencies of the last. If the device is lost
	 * meanwhile and cannot be replaced, the measures stay provisional; the run reports the lost
	 * device when it continues.
	 */
	async settle(): Promise<void> {
		this.#isDue = true;
		try {
			const settled = await this.#lookBack.settle(this.#measures.analysis);
			if (settled === undefined) return;
			this.#measures.settle(settled);
			this.#port.settled(settled);
			this.#publish();
		} catch {
			this.unsettle();
		}
	}

	/** Settles again after a change of the rules, once the budget is used up. */
	resettle(): void {
		if (this.#isDue) void this.settle();
	}

	unsettle(): void {
		this.#isDue = false;
		this.#lookBack.stopSettling();
		this.#measures.settle(undefined);
		this.#port.settled(undefined);
	}
}
