import type { ParamValue } from '../../engine/core/param-schema.ts';
import type { LabClient } from '../client/lab-client.ts';
import type { ConfigState } from './config.svelte.ts';
import { LiveChanges } from './live-changes.ts';
import type { RunState } from './run.svelte.ts';

/** Sends changes of rate, decay and thresholds to a run that is on, once they have settled. */
export class LiveParameters {
	readonly #client: Pick<LabClient, 'call'>;
	readonly #config: ConfigState;
	readonly #run: RunState;
	readonly #changes = new LiveChanges();

	constructor(client: Pick<LabClient, 'call'>, config: ConfigState, run: RunState) {
		this.#client = client;
		this.#config = config;
		this.#run = run;
	}

	/** The rail has taken a value: passes it on where its schema says that the run wants it. */
	changed(key: string, value: ParamValue): void {
		const applies = this.#config.schemas[key]?.applies;
		if (applies === 'analysis') this.#changeAnalysis(key, value);
		if (applies !== 'live' || typeof value !== 'number') return;
		// Before the first step there is nothing to change: the run starts with the new value.
		if (!this.#run.hasProgress || this.#config.running?.values[key] === undefined) return;
		this.#config.inFlight = new Set([...this.#config.inFlight, key]);
		this.#changes.schedule(key, () => {
			void this.#sendLive(key, value);
		});
	}

	/** Drops what has not been sent. */
	cancel(): void {
		this.#changes.cancel();
		this.#config.inFlight = new Set();
	}

	async #sendLive(key: string, value: number): Promise<void> {
		const result = await this.#client.call((remote) => remote.setLive(key, value));
		if (result.ok) this.#config.markRunning(key, value);
		else this.#config.refuse(key, result.error.message);
		this.#config.inFlight = new Set([...this.#config.inFlight].filter((other) => other !== key));
	}

	#changeAnalysis(key: string, value: ParamValue): void {
		this.#config.markAnalysis(key, value);
		if (this.#run.facts === undefined) return;
		this.#changes.schedule('analysis', () => {
			void this.#sendAnalysis(key);
		});
	}

	async #sendAnalysis(key: string): Promise<void> {
		const values = this.#config.analysisValues();
		const result = await this.#client.call((remote) => remote.setAnalysis(values));
		if (!result.ok) this.#config.refuse(key, result.error.message);
	}
}
