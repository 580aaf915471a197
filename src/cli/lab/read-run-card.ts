import { JsonField } from '../../gallery/json-field.ts';
import type { RecordingCard } from '../../gallery/recording.ts';
import { UsageError } from './failures.ts';
import { FILES, type RunFolder } from './run-folder.ts';

/** What a run card says that a recording repeats. */
export type ReadCard = Omit<RecordingCard, 'steps' | 'transitions'>;

/**
 * The card of a run that can be recorded.
 * @throws UsageError when there is none, or the run has several replicas or pairs of a file, LabError `bad-checkpoint`
 * naming what is wrong in the card
 */
export function readRunCard(folder: RunFolder): ReadCard {
	const card = JsonField.parse(new TextDecoder().decode(folder.read(FILES.card)), FILES.card);
	const [run, ...others] = card.at('runs').list();
	if (run === undefined || others.length > 0) {
		throw new UsageError(`record: expected a run of one replica, got ${String(others.length + 1)}`);
	}
	const split = card.at('split').text();
	if (split !== 'seed') {
		throw new UsageError(
			`record: expected a run whose pairs come from its seed, as its link says, got those of ${split}`
		);
	}
	const adapter = card.at('adapter');
	return {
		link: card.at('link').text(),
		config: card.at('config').map((value) => value.param()),
		seeds: { split: run.at('seed_split').number(), init: run.at('seed_init').number() },
		versions: card.at('versions').map((version) => version.text()),
		backend: card.at('backend').text(),
		adapter: { kind: adapter.at('kind').text(), name: adapter.at('name').text() },
		formulation: card.at('formulation').text(),
		platform: card.at('platform').text(),
		startedAt: card.at('started_at').text(),
		wallSeconds: card.at('wall_seconds').number(),
		stepsPerSecond: card.at('steps_per_second').optional((rate) => rate.number())
	};
}
