import { parseArgs } from 'node:util';
import { printable, quote } from '../../engine/core/quote.ts';

const VALUE_OPTIONS = [
	'out',
	'resume',
	'steps',
	'set',
	'vary',
	'backend',
	'threads',
	'formulation',
	'init',
	'split',
	'replicas',
	'replica',
	'evaluate-every',
	'preset',
	'at',
	'bits'
] as const;
const FLAGS = ['views', 'snapshots'] as const;
type ValueOption = (typeof VALUE_OPTIONS)[number];
type Flag = (typeof FLAGS)[number];

/** Every option of every command but help, without its dashes. */
export type OptionName = ValueOption | Flag;

const isValueOption = (name: string): name is ValueOption =>
	VALUE_OPTIONS.some((option) => option === name);
const isFlag = (name: string): name is Flag => FLAGS.some((flag) => flag === name);

/** The command line taken apart: every problem is kept, none ends the reading. */
export class Reading {
	readonly problems: string[] = [];
	readonly positionals: string[] = [];
	readonly settings: (readonly [string, string])[] = [];
	/** Keys and values of `--vary`, as texts. */
	readonly variations: (readonly [string, string])[] = [];
	isHelp = false;
	readonly #values = new Map<ValueOption, string>();
	readonly #flags = new Set<Flag>();

	constructor(args: readonly string[]) {
		const { tokens } = parseArgs({
			args: [...args],
			options: {
				help: { type: 'boolean', short: 'h' },
				...Object.fromEntries(FLAGS.map((name) => [name, { type: 'boolean' }])),
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

	/** Options that were given, each once. */
	get names(): readonly OptionName[] {
		const set: readonly OptionName[] = this.settings.length > 0 ? ['set'] : [];
		const vary: readonly OptionName[] = this.variations.length > 0 ? ['vary'] : [];
		return [...this.#values.keys(), ...this.#flags, ...set, ...vary];
	}

	value(name: ValueOption): string | undefined {
		return this.#values.get(name);
	}

	has(name: Flag): boolean {
		return this.#flags.has(name);
	}

	/** A whole number, or undefined where the option is absent or wrong. */
	whole(name: ValueOption, min: number, max = Number.MAX_SAFE_INTEGER): number | undefined {
		const text = this.value(name);
		if (text === undefined) return undefined;
		const number = Number(text);
		if (/^\d+$/.test(text) && number >= min && number <= max) return number;
		const range = max < Number.MAX_SAFE_INTEGER ? ` to ${String(max)}` : '';
		this.problems.push(
			`--${name}: expected a whole number from ${String(min)}${range}, got ${quote(text)}`
		);
		return undefined;
	}

	/** A problem for each of these options that was given. */
	refuse(command: string, names: readonly OptionName[]): void {
		for (const name of this.names.filter((one) => names.includes(one))) {
			this.problems.push(`--${name}: not an option of ${command} (see --help)`);
		}
	}

	#take(name: string, value: string | undefined, rawName: string): void {
		if (name === 'help') this.isHelp = true;
		else if (isFlag(name)) this.#flag(name, value);
		else if (!isValueOption(name))
			this.problems.push(`${printable(rawName)}: not an option (see --help)`);
		// No value begins with "--": the value is missing, and this is the next option.
		else if (value === undefined || value === '' || value.startsWith('--')) {
			this.problems.push(
				`--${name}: expected a value, got ${value === undefined ? 'nothing' : printable(value)}`
			);
		} else if (name === 'set') this.#pair(name, value, this.settings);
		else if (name === 'vary') this.#pair(name, value, this.variations);
		else if (this.#values.has(name)) this.problems.push(`--${name}: expected once, got it again`);
		else this.#values.set(name, value);
	}

	#flag(name: Flag, value: string | undefined): void {
		if (value === undefined) this.#flags.add(name);
		else this.problems.push(`--${name}: expected no value, got ${quote(value)}`);
	}

	#pair(name: string, text: string, pairs: (readonly [string, string])[]): void {
		const equals = text.indexOf('=');
		if (equals > 0) pairs.push([text.slice(0, equals), text.slice(equals + 1)]);
		else this.problems.push(`--${name}: expected key=value, got ${quote(text)}`);
	}
}
