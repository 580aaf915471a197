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
	whole
} from '../../engine/checkpoint/checked-json.ts';
import {
	decodeSafetensors,
	encodeSafetensors,
	type NamedTensor,
	type TensorFile
} from '../../engine/checkpoint/safetensors-codec.ts';
import { quote } from '../../engine/core/quote.ts';
import type { TrainerState } from '../../engine/trainer/train/trainer-state.ts';
import {
	evaluationProblems,
	evaluationsIn,
	evaluationTensors,
	isEvaluationTensor
} from './evaluation-tensors.ts';
import { FormatError } from './format-error.ts';
import { checkMigrated } from './formatted-json.ts';
import { formatOf, versionOf } from './run-format.ts';
import { encodeSealed, isDigest, sealProblem, type Digest } from './seal.ts';
import type { StepEvaluations } from '../evaluation-history.ts';
import type { RunRecord } from '../run-record.ts';

/**
 * What the files beside a checkpoint must be, by SHA-256: with it, a folder is of one run and
 * undamaged, or it is refused.
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

export interface Checkpoint {
	readonly record: RunRecord;
	readonly state: TrainerState;
	/** The last evaluations up to its step: the measures of older ones lie in metrics.csv. */
	readonly evaluations: readonly StepEvaluations[];
	/** Undefined: written by a version without digests. */
	readonly digests: Digests | undefined;
}

/** As many workgroups as WebGPU has in one direction. */
export const MOST_REPLICAS = 65_535;

/** Version of a run. */
const FIRST_WITH_DIGESTS = 2;
const BUFFER = 'buffer.';

const RECORD = fields({
	link: text(),
	replicas: whole(1, MOST_REPLICAS),
	varied: absentOr(list(members(param()))),
	backend: oneOf(['webgpu', 'reference']),
	adapter: text(),
	formulation: text(),
	versions: members(text()),
	init: nullable(text()),
	split: nullable(text()),
	startedAt: text(),
	wallSeconds: number(0),
	trainSeconds: number(0),
	events: list(
		fields({
			kind: oneOf(['interrupted', 'resumed', 'non-finite-loss', 'failed']),
			step: whole(0),
			replica: absentOr(whole(0))
		})
	),
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

/** A state with everything that goes on from it, as a safetensors file. */
export function encodeCheckpoint(
	{ record, state, evaluations, digests }: Checkpoint,
	digest: Digest
): Uint8Array {
	const tensors = new Map<string, NamedTensor>();
	for (const [name, values] of Object.entries(state.buffers)) {
		const data = values instanceof Float64Array ? values : Float32Array.from(values);
		const width = data.length / record.replicas;
		tensors.set(BUFFER + name, { shape: [record.replicas, width], data });
	}
	const evaluated = evaluationTensors(evaluations, record.replicas);
	for (const [name, tensor] of evaluated) tensors.set(name, tensor);
	const metadata = {
		format: formatOf('checkpoint', digests === undefined ? FIRST_WITH_DIGESTS - 1 : undefined),
		step: String(state.step),
		evaluated_up_to: String(state.evaluatedUpTo),
		live: JSON.stringify(state.live),
		...(state.failures.length === 0 ? {} : { failures: JSON.stringify(state.failures) }),
		run: JSON.stringify(record)
	};
	return digests === undefined
		? encodeSafetensors({ tensors, metadata })
		: encodeSealed(
				{ tensors, metadata: { ...metadata, digests: JSON.stringify(digests) } },
				digest
			);
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
	failures: TrainerState['failures'],
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

/** Sentences about the tensors that are no buffers of so many replicas. */
function bufferProblems(tensors: TensorFile['tensors'], replicas: number): readonly string[] {
	return [...tensors].flatMap(([name, { shape }]) => {
		if (isEvaluationTensor(name)) return [];
		const tensor = `tensor ${quote(name)}`;
		if (!name.startsWith(BUFFER)) return [`${tensor}: not one of a checkpoint`];
		return shape.length === 2 && shape[0] === replicas
			? []
			: [`${tensor}: expected shape [${String(replicas)}, any], got ${quote(shape)}`];
	});
}

/**
 * Reads everything that a checkpoint holds by its schema; whether it is of the run that its link
 * means is another matter.
 * @throws FormatError with a sentence for everything that is wrong, LabError `bad-checkpoint` when
 * it is no safetensors file
 */
export function decodeCheckpoint(bytes: Uint8Array, digest: Digest): Checkpoint {
	const file = decodeSafetensors(bytes);
	const { tensors, metadata } = file;
	const version = versionOf('checkpoint', metadata['format']);
	const isSealed = version >= FIRST_WITH_DIGESTS;
	const origin = { part: 'checkpoint', version, name: 'run' } as const;
	const record = checkMigrated(origin, RECORD, metadata['run'] ?? '');
	const live = checkJson(LIVE, metadata['live'] ?? '', 'live');
	const failures = checkJson(FAILURES, metadata['failures'] ?? '[]', 'failures');
	const step = checkValue(whole(0), wholeIn(metadata['step']), 'step');
	const upTo = checkValue(
		whole(-1, step.value),
		wholeIn(metadata['evaluated_up_to']),
		'evaluated_up_to'
	);
	const digests = isSealed ? checkJson(DIGESTS, metadata['digests'] ?? '', 'digests') : undefined;
	const replicas = record.value?.replicas;
	const seal = isSealed ? sealProblem(bytes, file, digest) : undefined;
	const problems = [
		...(seal === undefined ? [] : [seal]),
		...[record, live, failures, step, upTo, digests].flatMap((one) => one?.problems ?? []),
		...variationProblems(record.value),
		...failureProblems(failures.value ?? [], replicas, step.value),
		...(replicas === undefined ? [] : bufferProblems(tensors, replicas)),
		...(replicas === undefined ? [] : evaluationProblems(tensors, replicas, step.value))
	];
	if (problems.length > 0) throw new FormatError(problems);
	const buffers = [...tensors].flatMap(([name, { data }]) =>
		name.startsWith(BUFFER) ? [[name.slice(BUFFER.length), data] as const] : []
	);
	return {
		record: valueOf(record),
		state: {
			step: valueOf(step),
			evaluatedUpTo: valueOf(upTo),
			buffers: Object.fromEntries(buffers),
			live: valueOf(live),
			failures: valueOf(failures)
		},
		evaluations: evaluationsIn(tensors, valueOf(record).replicas),
		digests: digests?.value
	};
}
