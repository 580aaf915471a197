import type { RunConfig } from '../config/run-config.ts';
import type { Plan } from '../engine/graph/plan.ts';
import type { Evaluations } from '../engine/core/telemetry.ts';
import type { Split } from '../engine/tasks/define.ts';
import { buildRun } from '../engine/trainer/build/build-run.ts';
import { aloneSpec, type RunSpec } from '../engine/trainer/run-spec.ts';
import { Schedule } from '../engine/trainer/train/schedule.ts';
import { decodeCheckpoint, type StoredCheckpoint } from './codec/checkpoint-codec.ts';
import { assertDigest, assertRows, keptRows } from './codec/digest-checks.ts';
import { FormatError } from './codec/format-error.ts';
import { readEvaluations } from './codec/read-evaluations.ts';
import { decodeRunCard } from './codec/run-card-codec.ts';
import { fileOf, FILES, type RunFiles } from './codec/run-files.ts';
import type { Digest } from './codec/seal.ts';
import { decodeSettled } from './codec/settled-codec.ts';
import { decodeSplits } from './codec/split-codec.ts';
import { decodeViews, type StoredViews } from './codec/views-codec.ts';
import { recordedSpec } from './replica-config.ts';
import { assertSameRun } from './same-run.ts';
import type { SettledRun } from './settled-run.ts';
import { RunParts } from './run-parts.ts';
import { oneEachStep, weightFiles, type StoredWeights } from './stored-weights.ts';

/** The contents of a run's files for one replica. */
export interface StoredReplica {
	/** All metrics and measures of each evaluation that metrics.csv has. */
	readonly evaluations: Evaluations;
	readonly settled: SettledRun | undefined;
	readonly views: StoredViews | undefined;
	/** By ascending step: initial weights, snapshots and final weights. */
	readonly weights: readonly StoredWeights[];
	/** Every file with weights; two may have those of one step. */
	readonly weightFiles: readonly StoredWeights[];
}

/** A run as read from its files. Optional parts are undefined if their file is absent. */
export interface StoredRun {
	readonly card: ReturnType<typeof decodeRunCard>;
	readonly config: RunConfig;
	readonly spec: RunSpec;
	readonly checkpoint: StoredCheckpoint | undefined;
	/** By replica. */
	readonly splits: readonly Split[] | undefined;
	readonly replicas: readonly StoredReplica[];
}

/** What the host hands in. */
export interface StoredRunReaders {
	readonly digest: Digest;
	/** @throws FormatError when the link is not understood as written */
	readonly readConfig: (link: string) => RunConfig;
}

export interface ReadOptions {
	/** False: settled measures and views, which can be computed again, are not read. */
	readonly withResults: boolean;
}

/** Metrics and measures of every replica: all columns but those of live parameters. */
function evaluationsOf(
	bytes: Uint8Array,
	spec: RunSpec,
	checkpoint: StoredCheckpoint | undefined,
	digest: Digest
): readonly Evaluations[] {
	if (checkpoint !== undefined) assertRows(keptRows(bytes, checkpoint), checkpoint, digest);
	const csv = new TextDecoder('utf-8').decode(bytes);
	const live = Object.keys(Schedule.of(spec).liveByReplica(0)[0] ?? {});
	return readEvaluations(csv, spec.replicas.length, live);
}

async function settledOf(parts: RunParts, r: number, R: number): Promise<SettledRun | undefined> {
	const [csv, json] = [fileOf('settled', 'csv', r, R), fileOf('settled', 'json', r, R)];
	if (!parts.has(csv) && !parts.has(json)) return undefined;
	const [table, vectors] = [await parts.text(csv), await parts.text(json)];
	if (table === undefined || vectors === undefined) return undefined;
	return parts.look(() => decodeSettled(table, vectors, csv.replace(/\.csv$/, '')));
}

async function viewsOf(parts: RunParts, r: number, R: number): Promise<StoredViews | undefined> {
	const file = fileOf('views', 'json', r, R);
	const json = parts.has(file) ? await parts.text(file) : undefined;
	return json === undefined ? undefined : parts.look(() => decodeViews(json, file));
}

async function checkpointOf(parts: RunParts, digest: Digest) {
	const bytes = parts.has(FILES.checkpoint) ? await parts.bytes(FILES.checkpoint) : undefined;
	return bytes && parts.look(() => decodeCheckpoint(bytes, digest), FILES.checkpoint);
}

async function splitsOf(
	parts: RunParts,
	spec: RunSpec,
	checkpoint: StoredCheckpoint | undefined,
	digest: Digest
): Promise<readonly Split[] | undefined> {
	const bytes = parts.has(FILES.split) ? await parts.bytes(FILES.split) : undefined;
	if (bytes === undefined) return undefined;
	const shape = spec.task.shape(spec.params);
	return parts.look(() => {
		const splits = decodeSplits(
			new TextDecoder('utf-8').decode(bytes),
			shape,
			spec.replicas.length
		);
		if (checkpoint?.digests) assertDigest(digest(bytes), checkpoint.digests.files[FILES.split]);
		return splits;
	}, FILES.split);
}

/** The plan whose flat layout the weights of each replica have. */
function layoutOf(spec: RunSpec): () => Plan {
	let plan: Plan | undefined;
	return () => (plan ??= buildRun(aloneSpec(spec, 0), { isEvaluationOnly: true }).plan);
}

type Card = StoredRun['card'];

/** @throws FormatError when a card lacks replicas, or is of another run than the checkpoint */
function assertCard(
	card: Card,
	checkpoint: StoredCheckpoint | undefined,
	readConfig: StoredRunReaders['readConfig']
): void {
	const { runs, replicas } = card;
	if (runs.length !== replicas) {
		throw new FormatError([
			`runs: expected an entry for each of ${String(replicas)} replicas, got ${String(runs.length)}`
		]);
	}
	if (checkpoint !== undefined) assertSameRun(card, checkpoint.record, readConfig);
}

async function resultsOf(
	parts: RunParts,
	{ withResults }: ReadOptions,
	r: number,
	replicas: number
): Promise<Pick<StoredReplica, 'settled' | 'views'>> {
	if (!withResults) return { settled: undefined, views: undefined };
	return { settled: await settledOf(parts, r, replicas), views: await viewsOf(parts, r, replicas) };
}

/**
 * Reads a run out of its files: everything but the weights, which are read on demand.
 * @throws FormatError with a sentence for every part that is missing, damaged or of a newer version
 */
export async function readStoredRun(
	files: RunFiles,
	{ digest, readConfig }: StoredRunReaders,
	options: ReadOptions = { withResults: true }
): Promise<StoredRun> {
	const parts = await RunParts.of(files);
	const json = await parts.text(FILES.card);
	const metrics = await parts.bytes(FILES.metrics);
	const card = json === undefined ? undefined : parts.look(() => decodeRunCard(json));
	const checkpoint = await checkpointOf(parts, digest);
	if (card === undefined) throw parts.error();
	const config = parts.look(() => readConfig(card.link), FILES.card);
	const spec = config && parts.look(() => recordedSpec(config, card), FILES.card);
	if (config === undefined || spec === undefined) throw parts.error();
	parts.look(() => {
		assertCard(card, checkpoint, readConfig);
	}, FILES.card);
	const evaluations =
		metrics && parts.look(() => evaluationsOf(metrics, spec, checkpoint, digest), FILES.metrics);
	const splits = await splitsOf(parts, spec, checkpoint, digest);
	const weightsOf = { card, checkpoint, digest, layout: layoutOf(spec) };
	const replicas: StoredReplica[] = [];
	for (let r = 0; r < card.replicas; r++) {
		const files = weightFiles(parts, weightsOf, r);
		replicas.push({
			evaluations: evaluations?.[r] ?? { step: new Float64Array(0), columns: {} },
			...(await resultsOf(parts, options, r, card.replicas)),
			weights: oneEachStep(files),
			weightFiles: files
		});
	}
	if (parts.hasProblems) throw parts.error();
	return { card, config, spec, checkpoint, splits, replicas };
}
