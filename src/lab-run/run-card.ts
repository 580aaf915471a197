import type { RunConfig } from '../config/run-config.ts';
import { selectionOf } from '../config/schemas.ts';
import { netEvents, type RunEvent } from '../engine/core/run-events.ts';
import type { PhaseMarkers, SettledMeasures } from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { ReplicaFailure } from '../engine/trainer/train/trainer-state.ts';
import { replicaOf } from '../engine/trainer/run-spec.ts';
import { grokkingOutcome } from '../engine/core/phases.ts';
import type { ReplicaPhases } from './memorization-end.ts';
import type { RunMeasures } from './run-measures.ts';
import { cardEvent } from './codec/events-codec.ts';
import { jsonText } from './codec/json-text.ts';
import { formatOf } from './codec/run-format.ts';
import type { SessionSource } from './replica-run.ts';
import type { RunRecord } from './run-record.ts';

export type CardStatus = 'running' | 'done' | 'interrupted' | 'non-finite-loss' | 'failed';

export interface CardParts {
	readonly record: RunRecord;
	/** All that happened to it, in its order. */
	readonly events: readonly RunEvent[];
	readonly config: RunConfig;
	readonly built: BuiltRun;
	readonly device: Pick<SessionSource, 'kind' | 'threads'>;
	/** Operating system and processor. */
	readonly platform: string;
	readonly measures: RunMeasures;
	readonly status: CardStatus;
	/** Updates that the weights written have had. */
	readonly step: number;
	/** Why it failed. */
	readonly error: string | undefined;
	/** Replicas that have failed: their measures end at that step. */
	readonly failures: readonly ReplicaFailure[];
}

const momentsCard = ({ memorized, memorizationEnds, cleanupBegins, grokked }: PhaseMarkers) => ({
	memorized: memorized ?? null,
	memorization_ends: memorizationEnds ?? null,
	cleanup_begins: cleanupBegins ?? null,
	grokked: grokked ?? null
});

function transitionsCard(markers: PhaseMarkers) {
	const { losses, lossCount } = markers;
	return {
		...momentsCard(markers),
		losses: losses.map(({ lost, regained }) => ({ lost, regained: regained ?? null })),
		loss_count: lossCount
	};
}

/**
 * State of the run at its last evaluation. What had not happened by then is censored: it may
 * happen later.
 * @param until last evaluated step
 */
export function outcomeCard(markers: PhaseMarkers, until: number | null) {
	const outcome = grokkingOutcome(markers);
	return {
		grokking: outcome === 'never' ? 'censored' : outcome,
		observed_until: until,
		evaluations_below_lost_accuracy: markers.belowCount,
		censored: Object.entries(momentsCard(markers)).flatMap(([name, moment]) =>
			moment === null ? [name] : []
		)
	};
}

/**
 * @param phases whose end of memorization is the settled one, unless settled measures cannot say it
 */
function settledCard(
	{ keyFrequencies, step }: SettledMeasures,
	{ markers, memorization }: ReplicaPhases
) {
	return {
		key_frequencies: keyFrequencies,
		memorization_ends: (memorization.isSettled ? markers.memorizationEnds : undefined) ?? null,
		live_memorization_ends: memorization.live ?? null,
		snapshots: step.length
	};
}

function replicaCard({ built, measures, failures }: CardParts, replica: number) {
	const { seeds } = replicaOf(built.spec, replica);
	const { phases, settled } = measures.of(replica);
	const { markers } = phases;
	const latest = measures.history.latest[replica];
	const failed = failures.find((failure) => failure.replica === replica);
	return {
		seed_split: seeds.split,
		seed_init: seeds.init,
		seed_batch: seeds.batch,
		seed_probe: seeds.probe,
		...(failed === undefined ? {} : { failed_at: failed.step }),
		transitions: transitionsCard(markers),
		outcome: outcomeCard(markers, latest?.step ?? null),
		...(settled === undefined ? {} : { settled: settledCard(settled, phases) }),
		last_evaluation:
			latest === undefined
				? null
				: {
						step: latest.step,
						...latest.columns,
						key_frequencies: measures.of(replica).keyFrequencies,
						spectra: latest.spectra,
						by_frequency: latest.vectors
					}
	};
}

const adapterCard = ({ record, device: { kind, threads } }: CardParts) => ({
	kind,
	name: record.adapter,
	...(threads === undefined ? {} : { threads })
});

/**
 * The run card: everything that a reader needs to judge and repeat the run. Numbers that are none
 * are null.
 */
export function runCard(parts: CardParts): string {
	const { record, config, built, status, step, error } = parts;
	const events = netEvents(parts.events);
	const card = {
		format: formatOf('run'),
		status,
		...(error === undefined ? {} : { error }),
		link: record.link,
		config: { ...selectionOf(config), ...config.values },
		replicas: record.replicas,
		...(record.varied === undefined ? {} : { varied: record.varied }),
		initial_weights: record.init ?? 'seed',
		split: record.split ?? 'seed',
		train_examples: built.trainCount,
		examples: built.shape.examples,
		step,
		started_at: record.startedAt,
		wall_seconds: record.wallSeconds,
		steps_per_second: record.trainSeconds > 0 ? step / record.trainSeconds : null,
		backend: record.backend,
		adapter: adapterCard(parts),
		formulation: record.formulation,
		versions: record.versions,
		platform: parts.platform,
		events: events.map(cardEvent),
		runs: Array.from({ length: record.replicas }, (_, r) => replicaCard(parts, r))
	};
	return `${jsonText(card)}\n`;
}
