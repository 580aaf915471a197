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
	#isOn = false;
	/** Moves with every run, so that no answer of the last one is taken for one of the next. */
	#generation = 0;

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
		// Until a run is on, `start` will send the difference, or the run be loaded with it.
		if (!this.#isOn || this.#config.running?.values[key] === undefined) return;
		this.#await(key);
		this.#changes.schedule(key, () => {
			void this.#sendLive(key, value);
		});
	}

	/** The loaded run is about to train: sends what was changed since it was loaded, then every change as it comes. */
	async start(): Promise<void> {
		this.#isOn = true;
		this.#changes.cancel();
		const waiting = this.#config.liveDifferences();
		for (const [key] of waiting) this.#await(key);
		for (const [key, value] of waiting) await this.#sendLive(key, value);
	}

	/** Another run takes the place of the one at hand: drops what has not been sent. */
	stop(): void {
		this.#isOn = false;
		this.#generation += 1;
		this.#changes.cancel();
		this.#config.inFlight = new Set();
	}

	#await(key: string): void {
		this.#config.inFlight = new Set([...this.#config.inFlight, key]);
	}

	async #sendLive(key: string, value: number): Promise<void> {
		const generation = this.#generation;
		const result = await this.#client.call((remote) => remote.setLive(key, value));
		if (generation !== this.#generation) return;
		if (result.ok) this.#config.markRunning(key, value);
		// A worker that is gone refuses nothing: the difference is sent when a run is on again.
		else if (result.error.code === 'bad-parameter') this.#config.refuse(key, result.error.message);
		this.#config.inFlight = new Set([...this.#config.inFlight].filter((other) => other !== key));
	}

	#changeAnalysis(key: string, value: ParamValue): void {
		// A recording was judged when it was made: only a run that is started anew is judged otherwise.
		if (this.#run.isRecorded) return;
		this.#config.markAnalysis(key, value);
		if (this.#run.facts === undefined) return;
		this.#changes.schedule('analysis', () => {
			void this.#sendAnalysis(key);
		});
	}

	async #sendAnalysis(key: string): Promise<void> {
		const values = this.#config.analysisValues();
		const result = await this.#client.call((remote) => remote.setAnalysis(values));
		if (!result.ok && result.error.code === 'bad-parameter') {
			this.#config.refuse(key, result.error.message);
		}
	}
}
