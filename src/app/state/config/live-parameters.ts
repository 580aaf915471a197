import type { RunConfig } from '../../../config/run-config.ts';
import type { ParamValue } from '../../../engine/core/param-schema.ts';
import type { LabClient } from '../../client/lab-client.ts';
import type { ConfigState } from './config.svelte.ts';
import { LiveChanges } from './live-changes.ts';
import type { RunState } from '../run/run.svelte.ts';

/** Sends changes of rate, decay and thresholds to a run that is on, once they have settled. */
export class LiveParameters {
	readonly #client: Pick<LabClient, 'call'>;
	readonly #config: ConfigState;
	readonly #run: RunState;
	readonly #changes = new LiveChanges();
	#isOn = false;
	/**
	 * Rate and decay that somebody set, and the run has not taken yet: another preset's are not its
	 * business.
	 */
	readonly #asked = new Map<string, number>();
	/** The rules that the worker judges the run by; undefined while none is loaded. */
	#judgedBy: Readonly<Record<string, ParamValue>> | undefined;
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
		this.#asked.set(key, value);
		// Until a run is on, `start` will send the difference, or the run be loaded with it.
		if (!this.#isOn || this.#config.running?.values[key] === undefined) return;
		this.#await(key);
		this.#changes.schedule(key, () => {
			void this.#sendLive(key, value);
		});
	}

	/**
	 * A run is there that was loaded with this config: sends the rules that were changed meanwhile.
	 */
	async loaded(config: RunConfig): Promise<void> {
		this.#judgedBy = this.#config.analysisValues(config);
		await this.#sendAnalysis();
	}

	/**
	 * The loaded run is about to train: sends what was changed since it was loaded, then every
	 * change as it comes.
	 */
	async start(): Promise<void> {
		this.#isOn = true;
		this.#changes.cancel();
		const waiting = this.#config
			.liveDifferences()
			.filter(([key, value]) => this.#asked.get(key) === value);
		this.#config.inFlight = new Set(waiting.map(([key]) => key));
		await this.#sendAnalysis();
		for (const [key, value] of waiting) await this.#sendLive(key, value);
	}

	/** Another run takes the place of the one at hand: drops what has not been sent. */
	stop(): void {
		this.#isOn = false;
		this.#generation += 1;
		this.#judgedBy = undefined;
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
		if (result.ok) {
			this.#config.markRunning(key, value);
			if (this.#asked.get(key) === value) this.#asked.delete(key);
			// A worker that is gone refuses nothing: the difference is sent when a run is on again.
		} else if (result.error.code === 'bad-parameter') {
			this.#config.refuse(key, result.error.message);
		}
		this.#config.inFlight = new Set([...this.#config.inFlight].filter((other) => other !== key));
	}

	#changeAnalysis(key: string, value: ParamValue): void {
		// A recording was judged when it was made: only a run that is started anew is judged
		// otherwise.
		if (this.#run.isRecorded) return;
		this.#config.markAnalysis(key, value);
		this.#changes.schedule('analysis', () => {
			void this.#sendAnalysis();
		});
	}

	/** Tells the worker what the run is said to be judged by, where it does not know yet. */
	async #sendAnalysis(): Promise<void> {
		const { running } = this.#config;
		const before = this.#judgedBy;
		if (running === undefined || before === undefined) return;
		const values = this.#config.analysisValues(running);
		const changed = Object.entries(before).filter(([key, value]) => values[key] !== value);
		if (changed.length === 0) return;
		const generation = this.#generation;
		this.#judgedBy = values;
		const result = await this.#client.call((remote) => remote.setAnalysis(values));
		if (result.ok || generation !== this.#generation) return;
		this.#judgedBy = before;
		if (result.error.code !== 'bad-parameter') return;
		for (const [key, value] of changed) {
			this.#config.markAnalysis(key, value);
			this.#config.refuse(key, result.error.message);
		}
	}
}
