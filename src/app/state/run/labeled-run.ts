import type { RunConfig } from '../../../config/run-config.ts';
import type { ConfigState } from '../config/config.svelte.ts';
import { KeptRuns } from './kept-runs.svelte.ts';
import type { RunSource } from './run-source.ts';
import { RunState } from './run.svelte.ts';

/** What a run needs beside its messages to be a source. */
interface Origin extends Pick<RunSource, 'label' | 'view'> {
	readonly config: () => RunConfig;
}

/** A run state as a source: with a label, its settings and its views. */
export class LabeledRun extends RunState implements RunSource {
	readonly label: string;
	readonly view: RunSource['view'];
	readonly #config: () => RunConfig;

	constructor({ label, view, config }: Origin) {
		super();
		this.label = label;
		this.view = view;
		this.#config = config;
	}

	get config(): RunConfig {
		return this.#config();
	}
}

/** The run that trains. When it ends for a new one, its curves are kept. */
export class LiveRun extends LabeledRun {
	/** Earlier runs. */
	readonly kept = new KeptRuns();

	override clear(): void {
		if (this.hasProgress && !this.isRecorded) this.kept.keep(this);
		super.clear();
	}
}

/** The live run. Before the first start it has the settings in the rail. */
export const liveRun = (
	config: Pick<ConfigState, 'running' | 'config'>,
	view: RunSource['view']
): LiveRun =>
	new LiveRun({ label: 'this run', view, config: () => config.running ?? config.config });
