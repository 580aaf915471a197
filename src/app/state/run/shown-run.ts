import type { RunConfig } from '../../../config/run-config.ts';
import type { ConfigState } from '../config/config.svelte.ts';
import type { RunSource } from './run-source.ts';
import { RunState } from './run.svelte.ts';

/** What a run does not send itself. */
interface Origin extends Pick<RunSource, 'label' | 'view'> {
	readonly config: () => RunConfig;
}

/** What a run has sent, with its settings and a way to look into its weights. */
export class ShownRun extends RunState implements RunSource {
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

/** The run that the worker trains: before the first start, with the settings of the rail. */
export const liveRun = (
	config: Pick<ConfigState, 'running' | 'config'>,
	view: RunSource['view']
): ShownRun =>
	new ShownRun({ label: 'this run', view, config: () => config.running ?? config.config });
