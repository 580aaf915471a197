import type { RunConfig } from '../../config/run-config.ts';
import { keyFrequencies } from '../../engine/core/fourier.ts';
import type { PhaseMarkers } from '../../engine/core/telemetry.ts';
import type { BuiltRun } from '../../engine/trainer/build-run.ts';
import { phaseMarkers } from '../../engine/trainer/phases.ts';
import type { RunRecord } from './checkpoint-codec.ts';
import type { Device } from './device.ts';
import type { EvaluationHistory } from './evaluation-history.ts';

export type RunStatus = 'running' | 'done' | 'interrupted' | 'non-finite-loss' | 'failed';

export interface CardParts {
	readonly record: RunRecord;
	readonly config: RunConfig;
	readonly built: BuiltRun;
	readonly device: Pick<Device, 'kind'>;
	readonly history: EvaluationHistory;
	readonly status: RunStatus;
	/** Updates that the weights written have had. */
	readonly step: number;
	/** Why it failed. */
	readonly error: string | undefined;
}

/** The moments of a replica, as intervals between evaluated steps. */
export function transitionsOf(
	{ spec, outputs, sizes }: BuiltRun,
	history: EvaluationHistory,
	replica: number
): PhaseMarkers {
	const chance = spec.loss.chanceLevel(outputs);
	return phaseMarkers(history.series(replica), spec.thresholds, chance, sizes.isCommutative);
}

function replicaCard({ built, history }: CardParts, replica: number) {
	const { spec } = built;
	const { memorized, cleanupBegins, grokked } = transitionsOf(built, history, replica);
	const latest = history.latest[replica];
	const spectra = Object.entries(latest?.spectra ?? {}).map(([id, power]) => {
		const key_frequencies = keyFrequencies(power, spec.keyFrequencies);
		return [id, { power: [...power], key_frequencies }] as const;
	});
	return {
		seed_split: (spec.seeds.split + replica) >>> 0,
		seed_init: (spec.seeds.init + replica) >>> 0,
		transitions: {
			memorized: memorized ?? null,
			cleanup_begins: cleanupBegins ?? null,
			grokked: grokked ?? null
		},
		last_evaluation:
			latest === undefined
				? null
				: { step: latest.step, ...latest.columns, spectra: Object.fromEntries(spectra) }
	};
}

/** The run card: everything that a reader needs to judge and repeat the run. Numbers that are none are null. */
export function runCard(parts: CardParts): string {
	const { record, config, built, device, status, step, error } = parts;
	const { task, model, loss, optimizer, values } = config;
	const card = {
		format: 'grokking-lab run 1',
		status,
		...(error === undefined ? {} : { error }),
		link: record.link,
		config: { task, model, loss, optimizer, ...values },
		replicas: record.replicas,
		initial_weights: record.init ?? 'seed',
		split: record.split ?? 'seed',
		train_pairs: built.trainCount,
		pairs: built.sizes.pairCount,
		step,
		started_at: record.startedAt,
		wall_seconds: record.wallSeconds,
		steps_per_second: record.trainSeconds > 0 ? step / record.trainSeconds : null,
		backend: record.backend,
		adapter: { kind: device.kind, name: record.adapter },
		formulation: record.formulation,
		versions: record.versions,
		platform: `${process.platform} ${process.arch}`,
		events: record.events,
		runs: Array.from({ length: record.replicas }, (_, r) => replicaCard(parts, r))
	};
	const text = JSON.stringify(card, null, '\t');
	// A spectrum of 56 frequencies is one line to read, not 56.
	const compact = text.replaceAll(
		/\[\s+([-+.\de,\s]+?)\s+\]/g,
		(_, numbers: string) => `[${numbers.replaceAll(/\s+/g, ' ')}]`
	);
	return `${compact}\n`;
}
