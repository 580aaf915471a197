import type { RunConfig } from '../../config/run-config.ts';
import { selectionOf } from '../../config/schemas.ts';
import { encodeLink } from '../../config/url-codec.ts';
import type { Backend } from '../../engine/core/backend.ts';
import { printable } from '../../engine/core/quote.ts';
import { eventsOfReplica } from '../../engine/core/run-events.ts';
import type { PresetId } from '../../presets/index.ts';
import type { Evaluations } from '../../engine/core/telemetry.ts';
import type { RecordedCard } from '../../lab-run/codec/recorded-run.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import { aloneConfig } from '../../lab-run/replica-config.ts';
import type { StoredRun } from '../../lab-run/stored-run.ts';
import type { StoredWeights } from '../../lab-run/stored-weights.ts';
import type { RecordOptions } from '../arguments/arguments.ts';
import { UsageError } from '../arguments/failures.ts';
import type { Problems } from '../arguments/problems.ts';
import { readLink } from '../arguments/read-config.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { readRunFolder } from '../folder/stored-folder.ts';

/** The replica of a folder that is recorded, as a run of its own. */
export interface RecordSource {
	readonly card: Omit<RecordedCard, 'steps' | 'transitions'>;
	readonly config: RunConfig;
	/** That of the link. */
	readonly preset: PresetId;
	readonly backend: Backend;
	readonly evaluations: Evaluations;
	/** By ascending step. */
	readonly weights: readonly StoredWeights[];
}

/** @throws UsageError when a folder of several replicas is meant to be recorded, or has no such */
function chosenReplica(
	{ card }: StoredRun,
	{ replica }: RecordOptions,
	{ shown }: RunFolder
): number {
	const { replicas } = card;
	const last = String(replicas - 1);
	if (replicas === 1 && replica === undefined) return 0;
	if (replica === undefined) {
		throw new UsageError(
			`--replica: expected one of 0 to ${last}, the replicas of ${shown}, got none (check lists them)`
		);
	}
	if (replica < replicas) return replica;
	throw new UsageError(
		`--replica: expected a whole number from 0 to ${last}, the replicas of ${shown}, got ${String(replica)}`
	);
}

/** @throws UsageError when the folder cannot be recorded from */
function assertRecordable(
	{ card, checkpoint, replicas }: StoredRun,
	replica: number,
	folder: RunFolder
): void {
	if (card.split !== 'seed') {
		throw new UsageError(
			`record: expected a run whose split comes from its seed, as its link says, got that of ${printable(card.split)}`
		);
	}
	const failed = checkpoint?.state.failures.find((failure) => failure.replica === replica);
	if (failed !== undefined) {
		throw new UsageError(
			`record: expected a replica with final weights, got ${String(replica)}, which failed at step ${String(failed.step)}`
		);
	}
	const files = replicas[replica]?.weightFiles ?? [];
	if (files.some(({ file }) => file.startsWith(`${FILES.snapshots}/`))) return;
	throw new UsageError(
		`record: ${folder.shown}: expected snapshots/step-<N>.safetensors, found none (--snapshots keeps them)`
	);
}

/** The card of the replica. Link and config are those that give it as a run of its own. */
function cardOf({ card, config }: StoredRun, replica: number, preset: PresetId) {
	const { versions, backend, adapter, formulation, platform, events, runs } = card;
	const own = aloneConfig(config, card, replica);
	const alone =
		card.replicas === 1
			? { link: card.link, config: card.config }
			: {
					link: `#${encodeLink(own, preset)}`,
					config: { ...selectionOf(own), ...own.values }
				};
	return {
		...alone,
		...{ versions, backend, adapter, formulation, platform },
		events: eventsOfReplica(events, replica),
		seeds: { split: runs[replica]?.seed_split ?? 0, init: runs[replica]?.seed_init ?? 0 },
		startedAt: card.started_at,
		wallSeconds: card.wall_seconds,
		stepsPerSecond: card.steps_per_second ?? undefined
	};
}

/**
 * Reads what `record` needs out of the folder of a run, weights included: once, to find all that
 * is damaged before anything is measured.
 * @returns undefined when it has problems, which are kept
 */
export async function readRecordSource(
	folder: RunFolder,
	options: RecordOptions,
	problems: Problems
): Promise<RecordSource | undefined> {
	// Measures and views are computed again.
	const run = await problems.lookLater(() =>
		readRunFolder(folder, 'record', { withResults: false })
	);
	const chosen = run && problems.look(() => chosenReplica(run, options, folder));
	if (run === undefined || chosen === undefined) return undefined;
	problems.look(() => {
		assertRecordable(run, chosen, folder);
	});
	const { weights = [], evaluations } = run.replicas[chosen] ?? {};
	for (const one of weights) await problems.lookLater(() => one.read());
	if (evaluations === undefined) return undefined;
	const { preset } = readLink(run.card.link);
	const config = aloneConfig(run.config, run.card, chosen);
	const card = cardOf(run, chosen, preset);
	return { card, config, preset, backend: run.card.backend, evaluations, weights };
}
