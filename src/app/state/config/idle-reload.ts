import type { RunState } from '../run/run.svelte.ts';
import type { ConfigState } from './config.svelte.ts';
import { DebouncedActions } from './debounced-actions.ts';

/** The part of the lab that reloading needs. */
interface ReloadableLab {
	readonly config: ConfigState;
	readonly run: RunState;
	readonly isBusy: boolean;
	readonly canTrain: boolean;
	restart(isTrainingAfter: boolean): Promise<void>;
}

/**
 * Reloads a run that has not started when the rail changes, so that facts and measures on the page
 * fit the settings in the rail.
 */
export class IdleReload {
	readonly #lab: ReloadableLab;
	readonly #delay = new DebouncedActions();

	constructor(lab: ReloadableLab) {
		this.#lab = lab;
	}

	/** Reloads after a short delay, or once no command is running. */
	schedule(): void {
		this.#delay.schedule('reload', () => {
			const { run, config } = this.#lab;
			const isGone = run.status.state === 'ready' && run.facts === undefined;
			if (run.isRecorded || run.hasProgress || !(isGone || config.pending.length > 0)) return;
			if (this.#lab.isBusy) this.schedule();
			else if (this.#lab.canTrain) void this.#lab.restart(false);
		});
	}

	cancel(): void {
		this.#delay.cancel();
	}
}
