import { eventsUpTo } from '../../../engine/core/run-events.ts';
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
	/** Ends a replay before a run is loaded. */
	readonly closeReplay: () => void;
}

/**
 * Loads runs into the worker. Each gets a number, so that messages of an earlier run are ignored.
 */
export class RunLoader {
	readonly #parts: LoaderParts;
	/** Number of the latest run. */
	#number = 0;

	constructor(parts: LoaderParts) {
		this.#parts = parts;
	}

	/**
	 * Takes a message of the worker; messages of earlier runs are dropped.
	 * @returns whether it changes the settings that the run started with
	 */
	receive(message: TelemetryMessage): boolean {
		if (message.run !== this.#number) return false;
		const { config, run } = this.#parts;
		run.receive(message);
		if (message.type !== 'frame' || message.events.length === 0) return false;
		config.markStartedWith(message.events);
		return true;
	}

	/** Ignores all further messages of the latest run. */
	abandon(): void {
		this.#parts.live.stop();
		this.#number += 1;
	}

	/**
	 * Loads a new run with the rail's settings, or the started run from a checkpoint.
	 * @returns whether that worked; if not, the run has failed with the reason
	 */
	async load(checkpoint?: Checkpoint): Promise<boolean> {
		const { client, config, run, live, closeReplay } = this.#parts;
		closeReplay();
		this.abandon();
		const number = this.#number;
		if (checkpoint === undefined) {
			run.clear();
			config.markStarted();
			live.begin();
		}
		const from = checkpoint && this.#goBackTo(checkpoint);
		run.prepare();
		const started = live.asLastUsed(config.started ?? config.config);
		const facts = await client.call((remote) => remote.load(started, number, from));
		if (!facts.ok) {
			run.fail(facts.error);
			return false;
		}
		run.facts = facts.value;
		if (checkpoint !== undefined) config.markResumed(checkpoint.live);
		await live.loaded(started);
		return true;
	}

	/**
	 * Drops live changes after a checkpoint from which a worker is to continue. (When the worker
	 * recovers by itself, it makes them again, and their events stay.)
	 * @returns the checkpoint with all events that stay, such as lost devices since then
	 */
	#goBackTo(checkpoint: Checkpoint): Checkpoint {
		const { run } = this.#parts;
		const known = run.events.length > 0 ? run.events : checkpoint.events;
		run.events = eventsUpTo(known, checkpoint);
		return { ...checkpoint, events: run.events };
	}
}
