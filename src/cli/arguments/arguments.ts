import { QUANTIZED_BITS } from '../../engine/checkpoint/quantized-weights.ts';
import { BACKENDS, type Backend } from '../../engine/core/backend.ts';
import { printable, quote } from '../../engine/core/quote.ts';
import { MOST_THREADS } from '../../engine/core/threads.ts';
import { MOST_REPLICAS } from '../../lab-run/codec/checkpoint-codec.ts';
import { Reading, type OptionName } from './argument-reading.ts';

/** A new run by its arguments; files and link are not read yet. */
export interface RunOptions {
	readonly link: string;
	readonly out: string;
	readonly steps: number | undefined;
	readonly settings: readonly (readonly [key: string, value: string])[];
	/** Keys in which replicas differ, each with a text of its values. */
	readonly variations: readonly (readonly [key: string, values: string])[];
	/** Undefined: by the kind of adapter. */
	readonly backend: Backend | undefined;
	/** Of a run in WebAssembly; undefined: as many as the process has cores. */
	readonly threads: number | undefined;
	/** How the model is computed; undefined: what was measured best for the kind of adapter. */
	readonly formulation: string | undefined;
	readonly init: string | undefined;
	readonly split: string | undefined;
	readonly replicas: number;
	readonly evaluateEvery: number | undefined;
	/** Write every view of the final weights at the end. */
	readonly views: boolean;
	/** Keep snapshots during training, and settle the measures at the end. */
	readonly snapshots: boolean;
}

/** Options of a resumed run. */
export interface ResumeOptions {
	readonly folder: string;
	readonly steps: number | undefined;
	/** Views at the end, also if the run had none before. */
	readonly views: boolean;
	readonly threads: number | undefined;
}

/** A recorded run to make of a run's folder. */
export interface RecordOptions {
	readonly folder: string;
	/** Preset that the recorded run belongs to; undefined: that of the run's link. */
	readonly preset: string | undefined;
	/** Which of the folder's replicas; undefined: the only one. */
	readonly replica: number | undefined;
	/** Steps whose weights go into it; undefined: the interesting ones. */
	readonly at: readonly number[] | undefined;
	/** Bits per weight. */
	readonly bits: number;
	/** Undefined: the gallery of the page. */
	readonly out: string | undefined;
}

export type Command =
	| { readonly kind: 'help' }
	| { readonly kind: 'adapters' }
	| { readonly kind: 'run'; readonly options: RunOptions }
	| { readonly kind: 'resume'; readonly options: ResumeOptions }
	| { readonly kind: 'record'; readonly options: RecordOptions }
	| { readonly kind: 'check'; readonly folder: string }
	| {
			readonly kind: 'wrong';
			readonly problems: readonly string[];
			/** Missing or wrong values have their defaults. */
			readonly meant: Command;
	  };

const RECORD_OPTIONS: readonly OptionName[] = ['preset', 'replica', 'at', 'bits', 'out'];
const RECORD_ONLY: readonly OptionName[] = ['preset', 'replica', 'at', 'bits'];
const RESUME_OPTIONS: readonly OptionName[] = ['resume', 'steps', 'views', 'threads'];
const DEFAULT_BITS = 10;

function readBackend(reading: Reading): RunOptions['backend'] {
	const text = reading.value('backend');
	const backend = BACKENDS.find((one) => one === text);
	if (text !== undefined && backend === undefined) {
		reading.problems.push(`--backend: expected one of ${BACKENDS.join(', ')}, got ${quote(text)}`);
	}
	return backend;
}

const readThreads = (reading: Reading) => reading.whole('threads', 1, MOST_THREADS);

function readReplicas(reading: Reading): number {
	const replicas = reading.whole('replicas', 1) ?? 1;
	if (reading.value('replicas') !== undefined && reading.variations.length > 0) {
		reading.problems.push(
			'--replicas: not with --vary, which makes a replica of every combination (--vary seed=0..3 for four seeds)'
		);
	}
	if (replicas <= MOST_REPLICAS) return replicas;
	reading.problems.push(
		`--replicas: expected at most ${String(MOST_REPLICAS)}, got ${String(replicas)}`
	);
	return 1;
}

function readResume(reading: Reading, folder: string, link: string | undefined): Command {
	const { problems } = reading;
	if (link !== undefined)
		problems.push(`run: expected a link or --resume, got both (${quote(link)})`);
	for (const name of reading.names.filter((one) => !RESUME_OPTIONS.includes(one))) {
		problems.push(`--${name}: not with --resume, which goes on with the run as it is`);
	}
	const steps = reading.whole('steps', 1);
	const threads = readThreads(reading);
	return { kind: 'resume', options: { folder, steps, views: reading.has('views'), threads } };
}

function readRun(reading: Reading): Command {
	const { problems } = reading;
	const [, link, ...rest] = reading.positionals;
	for (const extra of rest)
		problems.push(`run: expected one link or preset, got ${quote(extra)} too`);
	reading.refuse('run', RECORD_ONLY);
	const folder = reading.value('resume');
	if (folder !== undefined) return readResume(reading, folder, link);
	if (link === undefined) problems.push('run: expected a link or a preset, got none');
	const out = reading.value('out');
	if (out === undefined) problems.push('--out: expected a folder for the results, got none');
	return {
		kind: 'run',
		options: {
			link: link ?? '',
			out: out ?? '',
			steps: reading.whole('steps', 0),
			settings: reading.settings,
			variations: reading.variations,
			backend: readBackend(reading),
			threads: readThreads(reading),
			formulation: reading.value('formulation'),
			init: reading.value('init'),
			split: reading.value('split'),
			replicas: readReplicas(reading),
			evaluateEvery: reading.whole('evaluate-every', 0),
			views: reading.has('views'),
			snapshots: reading.has('snapshots')
		}
	};
}

function readSteps(reading: Reading): readonly number[] | undefined {
	const text = reading.value('at');
	if (text === undefined) return undefined;
	const parts = text.split(',');
	const isRight = parts.every((part) => /^\d+$/.test(part));
	if (!isRight || new Set(parts).size < parts.length) {
		reading.problems.push(`--at: expected different steps such as 0,200,9000, got ${quote(text)}`);
	}
	return parts.map(Number).toSorted((a, b) => a - b);
}

function readRecord(reading: Reading): Command {
	const { problems } = reading;
	const [, folder, ...rest] = reading.positionals;
	for (const extra of rest) problems.push(`record: expected one folder, got ${quote(extra)} too`);
	if (folder === undefined) problems.push('record: expected the folder of a run, got none');
	const others = reading.names.filter((name) => !RECORD_OPTIONS.includes(name));
	reading.refuse('record', others);
	const { min, max } = QUANTIZED_BITS;
	return {
		kind: 'record',
		options: {
			folder: folder ?? '',
			preset: reading.value('preset'),
			replica: reading.whole('replica', 0),
			at: readSteps(reading),
			bits: reading.whole('bits', min, max) ?? DEFAULT_BITS,
			out: reading.value('out')
		}
	};
}

function readCheck(reading: Reading): Command {
	const [, folder, ...rest] = reading.positionals;
	for (const extra of rest) {
		reading.problems.push(`check: expected one folder, got ${quote(extra)} too`);
	}
	if (folder === undefined) reading.problems.push('check: expected the folder of a run, got none');
	reading.refuse('check', reading.names);
	return { kind: 'check', folder: folder ?? '' };
}

function readCommand(reading: Reading): Command {
	const [command] = reading.positionals;
	if (command === 'run') return readRun(reading);
	if (command === 'record') return readRecord(reading);
	if (command === 'check') return readCheck(reading);
	if (command === 'adapters') {
		const extras = [...reading.positionals.slice(1), ...reading.names.map((name) => `--${name}`)];
		for (const extra of extras)
			reading.problems.push(`adapters: expected nothing else, got ${printable(extra)}`);
		return { kind: 'adapters' };
	}
	const got = command === undefined ? 'nothing' : quote(command);
	reading.problems.unshift(`lab: expected run, record, check or adapters, got ${got} (see --help)`);
	return { kind: 'help' };
}

/** Parses a command line. @returns the command, or all errors of the command line */
export function parseCommand(args: readonly string[]): Command {
	const reading = new Reading(args);
	if (reading.isHelp) return { kind: 'help' };
	const command = readCommand(reading);
	const { problems } = reading;
	return problems.length > 0 ? { kind: 'wrong', problems, meant: command } : command;
}
