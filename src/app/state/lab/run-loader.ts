import type { Checkpoint, TelemetryMessage } from '../../../engine/core/telemetry.ts';
import type { ConfigState } from '../config/config.svelte.ts';
import type { LabConnection } from './lab-parts.ts';
import type { LiveParameters } from '../config/live-parameters.ts';
import type { RunState } from '../run/run.svelte.ts';

/** What loading needs of the page. */
interface LoaderParts {
	readonly client: Pick<LabConnection, 'call'>;
	readonly config: ConfigState;
	readonly run: RunState;
	readonly live: LiveParameters;
	/** A recording that is shown makes way. */
	readonly closeShow: () => void;
}

/**
 * Loads runs into the worker, each with a number of its own, so that nothing is taken for the next
 * one's.
 */
export class RunLoader {
	readonly #parts: LoaderParts;
	/**
	 * Number of the latest run that was loaded; what the worker still says of an earlier one is
	 * dropped.
	 */
	#number = 0;

	constructor(parts: LoaderParts) {
		this.#parts = parts;
	}

	/**
	 * Takes what the worker says of the latest run. @returns whether it changes how the run was
	 * started
	 */
	receive(message: TelemetryMessage): boolean {
		if (message.run !== this.#number) return false;
		const { config, run } = this.#parts;
		run.receive(message);
		if (message.type !== 'frame' || message.events.length === 0) return false;
		config.markStartedWith(message.events);
		return true;
	}

	/** Whatever the worker still says of the latest run is over. */
	retire(): void {
		this.#parts.live.stop();
		this.#number += 1;
	}

	/**
	 * Loads the run of the rail's settings, or goes on from a checkpoint of the one that was
	 * started.
	 * @returns whether it did; if not, the run has failed with the reason
	 */
	async load(checkpoint?: Checkpoint): Promise<boolean> {
		const { client, config, run, live, closeShow } = this.#parts;
		closeShow();
		this.retire();
		const number = this.#number;
		if (checkpoint === undefined) {
			run.clear();
			config.markStarted();
		} else {
			run.forgetChangesAfter(checkpoint);
		}
		run.prepare();
		const started = config.started ?? config.config;
		const facts = await client.call((remote) => remote.load(started, number, checkpoint));
		if (!facts.ok) {
			run.fail(facts.error);
			return false;
		}
		run.facts = facts.value;
		if (checkpoint !== undefined) config.markResumed(checkpoint.live);
		await live.loaded(started);
		return true;
	}
}
