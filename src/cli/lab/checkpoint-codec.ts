import { LabError } from '../../engine/core/lab-error.ts';
import {
	decodeSafetensors,
	encodeSafetensors,
	type NamedTensor
} from '../../engine/checkpoint/safetensors-codec.ts';
import type { TrainerState } from '../../engine/trainer/trainer-state.ts';
import type { Backend } from './device.ts';
import { EvaluationHistory } from './evaluation-history.ts';

/** Something that happened to a run at a step, for its card. */
export interface RunEvent {
	readonly kind: 'interrupted' | 'resumed' | 'non-finite-loss' | 'failed';
	readonly step: number;
}

/** What a run is, where it came from and how long it took so far: what a resumed run needs besides its state. */
export interface RunRecord {
	/** Fragment with its #. */
	readonly link: string;
	readonly replicas: number;
	readonly backend: Backend;
	/** In words, as the driver says it. */
	readonly adapter: string;
	/** How the model is computed: part of what makes a curve the same bit for bit. */
	readonly formulation: string;
	readonly versions: Readonly<Record<string, string>>;
	/** File that the initial weights came from; null: the seed. */
	readonly init: string | null;
	/** File that the split came from; null: the seed. */
	readonly split: string | null;
	/** ISO 8601. */
	readonly startedAt: string;
	/** From start to end of every session, compilation included. */
	readonly wallSeconds: number;
	/** Spent on updates and evaluations. */
	readonly trainSeconds: number;
	readonly events: readonly RunEvent[];
	/** Whether every view is written at the end. */
	readonly views: boolean;
	/** Whether weights are kept on the way, and measures settled at the end. */
	readonly snapshots: boolean;
	/** The step that it was to stop at: 0 when weights were only evaluated. Absent: its budget. */
	readonly until?: number;
}

export interface Checkpoint {
	readonly record: RunRecord;
	readonly state: TrainerState;
	readonly history: EvaluationHistory;
}

const FORMAT = 'grokking-lab checkpoint 1';
const BUFFER = 'buffer.';
const NUMBERS = ['replicas', 'wallSeconds', 'trainSeconds'];
const TEXTS = ['link', 'backend', 'adapter', 'formulation', 'startedAt'];

/** A state with everything that goes on from it, as a safetensors file. */
export function encodeCheckpoint({ record, state, history }: Checkpoint): Uint8Array {
	const tensors = new Map<string, NamedTensor>();
	for (const [name, values] of Object.entries(state.buffers)) {
		const data = values instanceof Float64Array ? values : Float32Array.from(values);
		const width = data.length / record.replicas;
		tensors.set(BUFFER + name, { shape: [record.replicas, width], data });
	}
	for (const [name, tensor] of history.toTensors(state.evaluatedUpTo)) tensors.set(name, tensor);
	return encodeSafetensors({
		tensors,
		metadata: {
			format: FORMAT,
			step: String(state.step),
			evaluated_up_to: String(state.evaluatedUpTo),
			live: JSON.stringify(state.live),
			run: JSON.stringify(record)
		}
	});
}

/** A record of before there was something to choose has chosen nothing. */
type StoredRecord = Omit<RunRecord, 'views' | 'snapshots'> & Partial<RunRecord>;

function isRecord(value: unknown): value is StoredRecord {
	if (typeof value !== 'object' || value === null) return false;
	const fields: Readonly<Record<string, unknown>> = { ...value };
	return (
		NUMBERS.every((key) => typeof fields[key] === 'number') &&
		TEXTS.every((key) => typeof fields[key] === 'string') &&
		Array.isArray(fields['events']) &&
		typeof fields['versions'] === 'object'
	);
}

const isNumbers = (value: unknown): value is Record<string, number> =>
	typeof value === 'object' &&
	value !== null &&
	Object.values(value).every((one) => typeof one === 'number');

function parseJson(text: string | undefined): unknown {
	try {
		return JSON.parse(text ?? '');
	} catch {
		// Whatever it is, it is not what was written: the caller says so.
		return undefined;
	}
}

/** @throws LabError `bad-checkpoint` when these are not the bytes of a checkpoint */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
	const { tensors, metadata } = decodeSafetensors(bytes);
	const { format, step, evaluated_up_to: evaluatedUpTo } = metadata;
	if (format !== FORMAT) {
		throw new LabError(
			'bad-checkpoint',
			`expected the format "${FORMAT}", got "${String(format)}"`
		);
	}
	const stored = parseJson(metadata['run']);
	const live = parseJson(metadata['live']);
	if (!isRecord(stored) || !isNumbers(live)) {
		throw new LabError('bad-checkpoint', 'expected a run and its parameters');
	}
	const record = { views: false, snapshots: false, ...stored };
	const buffers = [...tensors].flatMap(([name, { data }]) =>
		name.startsWith(BUFFER) ? [[name.slice(BUFFER.length), data] as const] : []
	);
	return {
		record,
		state: {
			step: Number(step),
			evaluatedUpTo: Number(evaluatedUpTo),
			buffers: Object.fromEntries(buffers),
			live
		},
		history: EvaluationHistory.fromTensors(record.replicas, tensors)
	};
}
