import {
	checkJson,
	fields,
	list,
	members,
	nullable,
	number,
	oneOf,
	param,
	text,
	whole
} from '../../engine/checkpoint/checked-json.ts';
import { printable } from '../../engine/core/quote.ts';
import type { RecordingCard } from '../../gallery/recording.ts';
import { UsageError } from './failures.ts';
import { FILES, type RunFolder } from './run-folder.ts';

/** What a run card says that a recording repeats. */
export interface ReadCard extends Omit<RecordingCard, 'steps' | 'transitions'> {
	readonly backend: 'webgpu' | 'reference';
}

const CARD = fields({
	link: text(),
	config: members(param()),
	split: text(),
	started_at: text(),
	wall_seconds: number(0),
	steps_per_second: nullable(number(0)),
	backend: oneOf(['webgpu', 'reference']),
	adapter: fields({ kind: text(), name: text() }),
	formulation: text(),
	versions: members(text()),
	platform: text(),
	runs: list(fields({ seed_split: whole(0), seed_init: whole(0) }))
});

/**
 * The card of a run that can be recorded.
 * @throws UsageError when there is none, the run has several replicas or pairs of a file, or with a sentence for everything
 * that is wrong in the card
 */
export function readRunCard(folder: RunFolder): ReadCard {
	const json = new TextDecoder().decode(folder.read(FILES.card));
	const { value: card, problems } = checkJson(CARD, json, FILES.card);
	if (card === undefined) throw UsageError.of(problems);
	const [run, ...others] = card.runs;
	if (run === undefined || others.length > 0) {
		throw new UsageError(`record: expected a run of one replica, got ${String(card.runs.length)}`);
	}
	if (card.split !== 'seed') {
		throw new UsageError(
			`record: expected a run whose pairs come from its seed, as its link says, got those of ${printable(card.split)}`
		);
	}
	const { link, config, versions, backend, adapter, formulation, platform } = card;
	return {
		...{ link, config, versions, backend, adapter, formulation, platform },
		seeds: { split: run.seed_split, init: run.seed_init },
		startedAt: card.started_at,
		wallSeconds: card.wall_seconds,
		stepsPerSecond: card.steps_per_second ?? undefined
	};
}
