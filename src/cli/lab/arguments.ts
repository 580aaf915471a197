import { parseArgs } from 'node:util';

/** A new run as asked for; files and link not looked at yet. */
export interface RunOptions {
	readonly link: string;
	readonly out: string;
	readonly steps: number | undefined;
	readonly settings: readonly (readonly [key: string, value: string])[];
	readonly backend: 'webgpu' | 'reference';
	/** How the model is computed; undefined: what was measured best for the kind of adapter. */
	readonly formulation: string | undefined;
	readonly init: string | undefined;
	readonly split: string | undefined;
	readonly replicas: number;
	readonly evaluateEvery: number | undefined;
}

export type Command =
	| { readonly kind: 'help' }
	| { readonly kind: 'adapters' }
	| { readonly kind: 'run'; readonly options: RunOptions }
	| { readonly kind: 'resume'; readonly folder: string; readonly steps: number | undefined }
	| { readonly kind: 'wrong'; readonly problems: readonly string[] };

const VALUE_OPTIONS = [
	'out',
	'resume',
	'steps',
	'set',
	'backend',
	'formulation',
	'init',
	'split',
	'replicas',
	'evaluate-every'
] as const;
type ValueOption = (typeof VALUE_OPTIONS)[number];

const isValueOption = (name: string): name is ValueOption =>
	VALUE_OPTIONS.some((option) => option === name);

/** The command line taken apart: every problem is kept, none ends the reading. */
class Reading {
	readonly problems: string[] = [];
	readonly positionals: string[] = [];
	readonly settings: (readonly [string, string])[] = [];
	isHelp = false;
	readonly #values = new Map<ValueOption, string>();

	constructor(args: readonly string[]) {
		const { tokens } = parseArgs({
			args: [...args],
			options: {
				help: { type: 'boolean', short: 'h' },
				...Object.fromEntries(VALUE_OPTIONS.map((name) => [name, { type: 'string' }]))
			},
			strict: false,
			tokens: true
		});
		for (const token of tokens) {
			if (token.kind === 'positional') this.positionals.push(token.value);
			if (token.kind === 'option') this.#take(token.name, token.value, token.rawName);
		}
	}

	get names(): readonly ValueOption[] {
		return [...this.#values.keys()];
	}

	value(name: ValueOption): string | undefined {
		return this.#values.get(name);
	}

	/** A whole number, or undefined where the option is absent or wrong. */
	whole(name: ValueOption, min: number): number | undefined {
		const text = this.value(name);
		if (text === undefined) return undefined;
		const number = Number(text);
		if (/^\d+$/.test(text) && number >= min && Number.isSafeInteger(number)) return number;
		this.problems.push(`--${name}: expected a whole number from ${String(min)}, got "${text}"`);
		return undefined;
	}

	#take(name: string, value: string | undefined, rawName: string): void {
		if (name === 'help') this.isHelp = true;
		else if (!isValueOption(name)) this.problems.push(`${rawName}: not an option (see --help)`);
		// No value of ours begins so: the next option was taken for one.
		else if (value === undefined || value === '' || value.startsWith('--')) {
			this.problems.push(`--${name}: expected a value, got ${value ?? 'nothing'}`);
		} else if (name === 'set') this.#set(value);
		else if (this.#values.has(name)) this.problems.push(`--${name}: expected once, got it again`);
		else this.#values.set(name, value);
	}

	#set(text: string): void {
		const equals = text.indexOf('=');
		if (equals > 0) this.settings.push([text.slice(0, equals), text.slice(equals + 1)]);
		else this.problems.push(`--set: expected key=value, got "${text}"`);
	}
}

function readBackend(reading: Reading): RunOptions['backend'] {
	const text = reading.value('backend') ?? 'webgpu';
	if (text === 'webgpu' || text === 'reference') return text;
	reading.problems.push(`--backend: expected webgpu or reference, got "${text}"`);
	return 'webgpu';
}

function readResume(reading: Reading, folder: string, link: string | undefined): Command {
	const { problems } = reading;
	if (link !== undefined) problems.push(`run: expected a link or --resume, got both ("${link}")`);
	const others = reading.names.filter((name) => name !== 'resume' && name !== 'steps');
	for (const name of [...others, ...(reading.settings.length > 0 ? ['set'] : [])]) {
		problems.push(`--${name}: not with --resume, which goes on with the run as it is`);
	}
	return { kind: 'resume', folder, steps: reading.whole('steps', 1) };
}

function readRun(reading: Reading): Command {
	const { problems } = reading;
	const [, link, ...rest] = reading.positionals;
	for (const extra of rest) problems.push(`run: expected one link or preset, got "${extra}" too`);
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
			backend: readBackend(reading),
			formulation: reading.value('formulation'),
			init: reading.value('init'),
			split: reading.value('split'),
			replicas: reading.whole('replicas', 1) ?? 1,
			evaluateEvery: reading.whole('evaluate-every', 0)
		}
	};
}

function readCommand(reading: Reading): Command {
	const [command] = reading.positionals;
	if (command === 'run') return readRun(reading);
	if (command === 'adapters') {
		const extras = [...reading.positionals.slice(1), ...reading.names.map((name) => `--${name}`)];
		for (const extra of extras)
			reading.problems.push(`adapters: expected nothing else, got ${extra}`);
		return { kind: 'adapters' };
	}
	const got = command === undefined ? 'nothing' : `"${command}"`;
	reading.problems.unshift(`lab: expected run or adapters, got ${got} (see --help)`);
	return { kind: 'help' };
}

/** What a command line asks for, or everything that is wrong with it. */
export function parseCommand(args: readonly string[]): Command {
	const reading = new Reading(args);
	if (reading.isHelp) return { kind: 'help' };
	const command = readCommand(reading);
	return reading.problems.length > 0 ? { kind: 'wrong', problems: reading.problems } : command;
}
