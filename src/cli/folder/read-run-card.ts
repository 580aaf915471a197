import { printable } from '../../engine/core/quote.ts';
import { eventsOfReplica } from '../../engine/core/run-events.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import type { RecordedCard } from '../../lab-run/codec/recorded-run.ts';
import { decodeRunCard } from '../../lab-run/codec/run-card-codec.ts';
import type { Backend } from '../../engine/core/backend.ts';
import { UsageError } from '../arguments/failures.ts';
import type { RunFolder } from './run-folder.ts';

/** What a run card says that a recorded run repeats. */
export interface ReadCard extends Omit<RecordedCard, 'steps' | 'transitions'> {
	readonly backend: Backend;
}

/**
 * The card of a run that can be recorded.
 * @throws UsageError when there is none, or the run has several replicas or a split of a file;
 * FormatError with a sentence for everything that is wrong in the card
 */
export function readRunCard(folder: RunFolder): ReadCard {
	const card = decodeRunCard(new TextDecoder().decode(folder.read(FILES.card)));
	const [run, ...others] = card.runs;
	if (run === undefined || others.length > 0) {
		throw new UsageError(`record: expected a run of one replica, got ${String(card.runs.length)}`);
	}
	if (card.split !== 'seed') {
		throw new UsageError(
			`record: expected a run whose split comes from its seed, as its link says, got that of ${printable(card.split)}`
		);
	}
	const { link, config, versions, backend, adapter, formulation, platform, events } = card;
	return {
		...{ link, config, versions, backend, adapter, formulation, platform },
		// Of the only replica.
		events: eventsOfReplica(events, 0),
		seeds: { split: run.seed_split, init: run.seed_init },
		startedAt: card.started_at,
		wallSeconds: card.wall_seconds,
		stepsPerSecond: card.steps_per_second ?? undefined
	};
}
