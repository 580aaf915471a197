import type { RunConfig } from '../../../config/run-config.ts';
import type { ParamValue } from '../../../engine/core/param-schema.ts';
import type { LabClient } from '../../client/lab-client.ts';
import type { ConfigState } from './config.svelte.ts';
import { DebouncedActions } from './debounced-actions.ts';
import type { RunState } from '../run/run.svelte.ts';

/** Sends changes of live and analysis parameters to the current run, debounced. */
export class LiveParameters {
	readonly #client: Pick<LabClient, 'call'>;
	readonly #config: ConfigState;
	readonly #run: RunState;
	readonly #changes = new DebouncedActions();
	#isOn = false;
	/**
	 * Live values that the user set and the run has not confirmed yet. Differences that come from
	 * picking another preset are not in it: they must not change the current run.
	 */
	readonly #asked = new Map<string, number>();
	/** The analysis values that the worker uses; undefined while no run is loaded. */
	#sentAnalysis: Readonly<Record<string, ParamValue>> | undefined;
	/** Those that the last worker of this run used, which may be gone. */
	#lastAnalysis: Readonly<Record<string, ParamValue>> = {};
	/** Increases with every run, so that an answer for an earlier run is ignored. */
	#generation = 0;

	constructor(client: Pick<LabClient, 'call'>, config: ConfigState, run: RunState) {
		this.#client = client;
		this.#config = config;
		this.#run = run;
	}

	/**
	 * Call it after a value was set in the rail. Sends the value on if its schema allows a change
	 * during a run.
	 */
	changed(key: string, value: ParamValue): void {
		const applies = this.#config.schemas[key]?.applies;
		if (applies === 'analysis') this.#changeAnalysis(key, value);
		if (applies !== 'live' || typeof value !== 'number') return;
		this.#asked.set(key, value);
		// Before training begins nothing is sent: `start` sends the difference, or the run is
		// loaded with the value.
		if (!this.#isOn || this.#config.running?.values[key] === undefined) return;
		this.#markInFlight(key);
		this.#changes.schedule(key, () => {
			void this.#sendLive(key, value);
		});
	}

	/** Call it when a new run begins. */
	begin(): void {
		this.#lastAnalysis = {};
	}

	/**
	 * The config to load a run with: analysis values are those that its last worker used. Later
	 * changes are sent when it is loaded, so that the worker makes events of them.
	 */
	asLastUsed(config: RunConfig): RunConfig {
		return { ...config, values: { ...config.values, ...this.#lastAnalysis } };
	}

	/**
	 * Call it after a run was loaded with this config. Sends analysis values that have changed
	 * since.
	 */
	async loaded(config: RunConfig): Promise<void> {
		this.#sentAnalysis = this.#config.analysisValues(config);
		await this.#sendAnalysis();
	}

	/**
	 * Call it before the loaded run trains. Sends the live changes made since it was loaded; from
	 * then on changes are sent as they are made.
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

	/** Call it before another run replaces the current one. Cancels changes that were not sent. */
	stop(): void {
		this.#isOn = false;
		this.#generation += 1;
		this.#lastAnalysis = this.#sentAnalysis ?? this.#lastAnalysis;
		this.#sentAnalysis = undefined;
		this.#changes.cancel();
		this.#config.inFlight = new Set();
	}

	#markInFlight(key: string): void {
		this.#config.inFlight = new Set([...this.#config.inFlight, key]);
	}

	async #sendLive(key: string, value: number): Promise<void> {
		const generation = this.#generation;
		const result = await this.#client.call((remote) => remote.setLive(key, value));
		if (generation !== this.#generation) return;
		if (result.ok) {
			this.#config.markRunning(key, value);
			if (this.#asked.get(key) === value) this.#asked.delete(key);
			// If the worker is gone, the difference is sent when a run trains again.
		} else if (result.error.code === 'bad-parameter') {
			this.#config.refuse(key, result.error.message);
		}
		this.#config.inFlight = new Set([...this.#config.inFlight].filter((other) => other !== key));
	}

	#changeAnalysis(key: string, value: ParamValue): void {
		// A recorded run keeps the rules by which it was judged. Only a new run uses other rules.
		if (this.#run.isRecorded) return;
		this.#config.markAnalysis(key, value);
		this.#changes.schedule('analysis', () => {
			void this.#sendAnalysis();
		});
	}

	/** Sends the analysis values to the worker if they differ from those it uses. */
	async #sendAnalysis(): Promise<void> {
		const { running } = this.#config;
		const before = this.#sentAnalysis;
		if (running === undefined || before === undefined) return;
		const values = this.#config.analysisValues(running);
		const changed = Object.entries(before).filter(([key, value]) => values[key] !== value);
		if (changed.length === 0) return;
		const generation = this.#generation;
		this.#sentAnalysis = values;
		const result = await this.#client.call((remote) => remote.setAnalysis(values));
		if (result.ok || generation !== this.#generation) return;
		this.#sentAnalysis = before;
		if (result.error.code !== 'bad-parameter') return;
		for (const [key, value] of changed) {
			this.#config.markAnalysis(key, value);
			this.#config.refuse(key, result.error.message);
		}
	}
}
