import {
	absentOr,
	checkJson,
	checkValue,
	fields,
	list,
	matching,
	members,
	nullable,
	number,
	oneOf,
	param,
	text,
	truth,
	valueOf,
	whole,
	type Schema
} from '../../engine/checkpoint/checked-json.ts';
import {
	decodeSafetensors,
	encodeSafetensors,
	type NamedTensor,
	type TensorFile
} from '../../engine/checkpoint/safetensors-codec.ts';
import { BACKENDS } from '../../engine/core/backend.ts';
import { quote } from '../../engine/core/quote.ts';
import type { Checkpoint } from '../../engine/core/telemetry.ts';
import {
	evaluationProblems,
	evaluationsIn,
	evaluationTensors,
	isEvaluationTensor
} from './evaluation-tensors.ts';
import { EVENTS, eventsVersion } from './events-codec.ts';
import { FormatError } from './format-error.ts';
import { checkMigrated } from './formatted-json.ts';
import { historyIn, historyProblems, historyTensors, isHistoryTensor } from './history-tensors.ts';
import { JUDGED_PHASES, phasesJson } from './phases-codec.ts';
import { formatOf, versionOf } from './run-format.ts';
import { encodeSealed, isDigest, sealProblem, type Digest } from './seal.ts';
import type { RunRecord } from '../run-record.ts';

/**
 * SHA-256 digests of the other files of the run when the checkpoint was saved. A folder with
 * damaged files, or with files of another run, is refused.
 */
export interface Digests {
	/** The first bytes of metrics.csv: its header and the rows before the checkpoint's step. */
	readonly metrics: { readonly bytes: number; readonly sha256: string };
	/** Of files that never change, by name. */
	readonly files: Readonly<Record<string, string>>;
	/** Of the snapshots of all replicas, by step. */
	readonly snapshots: Readonly<Record<string, string>>;
	/** Steps of snapshots that were thinned out, whose files may not be removed yet. */
	readonly dropped: readonly number[];
}

/** A checkpoint as a file, with the run that it is of and what the files beside it must be. */
export interface StoredCheckpoint {
	readonly record: RunRecord;
	readonly state: Checkpoint;
	/** Undefined: no files lie beside it, or a version without digests wrote it. */
	readonly digests: Digests | undefined;
}

/** As many workgroups as WebGPU has in one direction. */
export const MOST_REPLICAS = 65_535;

/** First versions of a run with digests and a seal, and with a history in checkpoints. */
const SEALED = 2;
const WITH_HISTORY = 3;
const BUFFER = 'buffer.';

const RECORD = fields({
	link: text(),
	replicas: whole(1, MOST_REPLICAS),
	varied: absentOr(list(members(param()))),
	backend: oneOf(BACKENDS),
	adapter: text(),
	formulation: text(),
	versions: members(text()),
	init: nullable(text()),
	split: nullable(text()),
	startedAt: text(),
	wallSeconds: number(0),
	trainSeconds: number(0),
	events: EVENTS,
	views: truth(),
	snapshots: truth(),
	until: absentOr(whole(0))
});
const LIVE = members(number());
const FAILURES = list(fields({ replica: whole(0), step: whole(0) }));
const DIGEST = matching(isDigest, '64 hexadecimal digits');
const DIGESTS = fields({
	metrics: fields({ bytes: whole(0), sha256: DIGEST }),
	files: members(DIGEST),
	snapshots: members(DIGEST),
	dropped: list(whole(0))
});

/**
 * The oldest version that can hold this checkpoint, so that the checkpoint of an earlier run is
 * written with the same bytes as before.
 */
function versionFor({ state, digests }: StoredCheckpoint): number {
	const withDigests = digests === undefined ? SEALED - 1 : SEALED;
	const withJudged = state.judged === undefined ? withDigests : WITH_HISTORY;
	return Math.max(withJudged, eventsVersion(state.events));
}

/** What a run is and what happened to it, in one text, with the order of members kept. */
function runJson(record: RunRecord, events: Checkpoint['events']): string {
	const { views, snapshots, until, ...others } = record;
	return JSON.stringify({ ...others, events, views, snapshots, until });
}

/** A checkpoint as a safetensors file. */
export function encodeCheckpoint(stored: StoredCheckpoint, digest: Digest): Uint8Array {
	const { record, state, digests } = stored;
	const { replicas } = record;
	const buffers = Object.entries(state.buffers).map(
		([name, data]) => [BUFFER + name, { shape: [replicas, data.length / replicas], data }] as const
	);
	const tensors = new Map<string, NamedTensor>([
		...buffers,
		...evaluationTensors(state.latest, replicas),
		...historyTensors(state.judged === undefined ? [] : state.evaluations)
	]);
	const version = versionFor(stored);
	const metadata = {
		format: formatOf('checkpoint', version),
		step: String(state.step),
		evaluated_up_to: String(state.evaluatedUpTo),
		live: JSON.stringify(state.live),
		...(state.failures.length === 0 ? {} : { failures: JSON.stringify(state.failures) }),
		run: runJson(record, state.events),
		...(state.judged === undefined ? {} : { judged: phasesJson(state.judged) }),
		...(digests === undefined ? {} : { digests: JSON.stringify(digests) })
	};
	return version < SEALED
		? encodeSafetensors({ tensors, metadata })
		: encodeSealed({ tensors, metadata }, digest);
}

/** A sentence when not every replica has its variation. */
function variationProblems({ replicas, varied }: Partial<RunRecord> = {}): readonly string[] {
	return varied === undefined || varied.length === replicas
		? []
		: [
				`run: varied: expected what differs in each of ${String(replicas)} replicas, got ${String(varied.length)} entries`
			];
}

/** A sentence for every failure that no replica of the run can have at a step. */
function failureProblems(
	failures: Checkpoint['failures'],
	replicas = 1,
	step = Number.MAX_SAFE_INTEGER
): readonly string[] {
	return failures.flatMap((failure, i) => {
		const isFirst = failures.findIndex(({ replica }) => replica === failure.replica) === i;
		const isPossible = replicas > 1 && failure.replica < replicas && failure.step <= step;
		return isFirst && isPossible
			? []
			: [
					`failures: expected each of ${String(replicas)} replicas at most once, up to step ${String(step)}, got ${quote(failure)}`
				];
	});
}

/** A whole number as metadata have it; NaN, which no schema takes, for any other text. */
const wholeIn = (text = ''): number => (/^(-1|\d{1,16})$/.test(text) ? Number(text) : NaN);

/** A sentence for every tensor that is no buffer of this number of replicas. */
function bufferProblems(tensors: TensorFile['tensors'], replicas: number): readonly string[] {
	return [...tensors].flatMap(([name, { shape }]) => {
		if (isEvaluationTensor(name) || isHistoryTensor(name)) return [];
		const tensor = `tensor ${quote(name)}`;
		if (!name.startsWith(BUFFER)) return [`${tensor}: not one of a checkpoint`];
		return shape.length === 2 && shape[0] === replicas
			? []
			: [`${tensor}: expected shape [${String(replicas)}, any], got ${quote(shape)}`];
	});
}

/** Fields of the metadata of a checkpoint; undefined if this version has no such field. */
function metadataIn(metadata: Readonly<Record<string, string>>, version: number) {
	const json = <Value>(key: string, schema: Schema<Value>) =>
		checkJson(schema, metadata[key] ?? '', key);
	const step = checkValue(whole(0), wholeIn(metadata['step']), 'step');
	// The version that brought a member always has it, later ones may.
	const has = (key: string, since: number) =>
		version === since || (version > since && metadata[key] !== undefined);
	return {
		record: checkMigrated(
			{ part: 'checkpoint', version, name: 'run' },
			RECORD,
			metadata['run'] ?? ''
		),
		live: json('live', LIVE),
		failures: checkJson(FAILURES, metadata['failures'] ?? '[]', 'failures'),
		step,
		upTo: checkValue(
			whole(-1, step.value),
			wholeIn(metadata['evaluated_up_to']),
			'evaluated_up_to'
		),
		digests: has('digests', SEALED) ? json('digests', DIGESTS) : undefined,
		judged: has('judged', WITH_HISTORY) ? json('judged', JUDGED_PHASES) : undefined
	};
}

/** A sentence for every tensor that does not fit this number of replicas and this step. */
function tensorProblems(
	tensors: TensorFile['tensors'],
	replicas: number,
	step: number | undefined,
	hasHistory: boolean
): readonly string[] {
	return [
		...bufferProblems(tensors, replicas),
		...evaluationProblems(tensors, replicas, step),
		...historyProblems(tensors, hasHistory ? replicas : 0, step)
	];
}

/**
 * Reads everything that a checkpoint holds by its schema. Whether it fits the run of its link is
 * not checked here.
 * @throws FormatError with a sentence for everything that is wrong, LabError `bad-checkpoint` when
 * it is no safetensors file
 */
export function decodeCheckpoint(bytes: Uint8Array, digest: Digest): StoredCheckpoint {
	const file = decodeSafetensors(bytes);
	const { tensors, metadata } = file;
	const version = versionOf('checkpoint', metadata['format']);
	const checked = metadataIn(metadata, version);
	const { record, step, judged } = checked;
	const replicas = record.value?.replicas;
	const seal = version < SEALED ? undefined : sealProblem(bytes, file, digest);
	const problems = [
		...(seal === undefined ? [] : [seal]),
		...Object.values(checked).flatMap((one) => one?.problems ?? []),
		...variationProblems(record.value),
		...failureProblems(checked.failures.value ?? [], replicas, step.value),
		...(replicas === undefined
			? []
			: tensorProblems(tensors, replicas, step.value, judged !== undefined))
	];
	if (problems.length > 0) throw new FormatError(problems);
	const { events, ...run } = valueOf(record);
	const { replicas: count, formulation } = run;
	const buffers = [...tensors].flatMap(([name, { data }]) =>
		name.startsWith(BUFFER) ? [[name.slice(BUFFER.length), data] as const] : []
	);
	return {
		record: run,
		state: {
			step: valueOf(step),
			evaluatedUpTo: valueOf(checked.upTo),
			formulation,
			buffers: Object.fromEntries(buffers),
			live: valueOf(checked.live),
			failures: valueOf(checked.failures),
			events,
			latest: evaluationsIn(tensors, count),
			...(judged === undefined
				? { evaluations: [] }
				: { evaluations: historyIn(tensors, count), judged: valueOf(judged) })
		},
		digests: checked.digests?.value
	};
}
