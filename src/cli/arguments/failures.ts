import { divergenceOf } from '../../config/divergence.ts';
import type { RunConfig } from '../../config/run-config.ts';
import { LabError, toPlainError, type LabErrorCode } from '../../engine/core/lab-error.ts';
import { printable } from '../../engine/core/quote.ts';
import { FormatError } from '../../lab-run/codec/format-error.ts';

/** How `npm run lab` ends. */
export const EXIT = Object.freeze({
	done: 0,
	failed: 1,
	usage: 2,
	noAdapter: 3,
	nonFinite: 4,
	disk: 5
} as const);

/** A sentence may list every key of a config, or hold two long paths. */
const LONGEST_SENTENCE = 3000;

/** More problems than these would fill the screen; only their number is printed. */
const MOST_SENTENCES = 20;

function fewest(sentences: readonly string[]): readonly string[] {
	const more = sentences.length - MOST_SENTENCES;
	if (more <= 0) return sentences;
	return [...sentences.slice(0, MOST_SENTENCES), `and ${String(more)} more problems`];
}

/**
 * Arguments, a link or files that cannot be used: one sentence per problem, the first ones of many.
 */
export class UsageError extends Error {
	readonly problems: readonly string[];

	constructor(...problems: readonly string[]) {
		const kept = fewest(problems);
		super(kept.join('\n'));
		this.name = 'UsageError';
		this.problems = kept;
	}

	/** For lists of any length, which arguments may not have. */
	static of(problems: readonly string[]): UsageError {
		return new UsageError(...fewest(problems));
	}
}

/**
 * A text for the terminal, whatever is in it: the last of several places that see to it. Codes of
 * our own, for the progress bar, do not pass here.
 */
export const shownText = (text: string): string =>
	text
		.split('\n')
		.map((line) => printable(line, LONGEST_SENTENCE))
		.join('\n');

/** A file that could not be written. */
export class DiskError extends Error {
	constructor(file: string, cause: unknown) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		// Paths are shown whole, but none may write to the terminal.
		super(printable(`${file}: could not be written: ${reason}`, LONGEST_SENTENCE));
		this.name = 'DiskError';
	}
}

const CODES: Readonly<Partial<Record<LabErrorCode, number>>> = {
	'bad-parameter': EXIT.usage,
	'bad-link': EXIT.usage,
	'bad-checkpoint': EXIT.usage,
	'size-limit': EXIT.usage,
	'no-webgpu': EXIT.noAdapter,
	'no-adapter': EXIT.noAdapter,
	'no-device': EXIT.noAdapter,
	'non-finite-loss': EXIT.nonFinite
};

export const SMALLER = 'choose fewer replicas, a smaller p, train fraction or width';

/** What engines throw where an array, a text or a recursion would be larger than they can hold. */
const isTooLarge = (thrown: unknown): thrown is RangeError =>
	thrown instanceof RangeError &&
	/invalid (typed )?array length|allocation failed|call stack|string length|larger than|out of range/i.test(
		thrown.message
	);

/** A file of more text than a string holds. */
const isTooLong = (thrown: unknown): thrown is Error =>
	thrown instanceof Error && /create a string longer than/i.test(thrown.message);

/** A path that cannot be used: too long, not allowed, with a character that no path has. */
const isSystemError = (thrown: unknown): thrown is Error =>
	thrown instanceof Error &&
	('syscall' in thrown || ('code' in thrown && thrown.code === 'ERR_INVALID_ARG_VALUE'));

/**
 * What a user can put right of anything thrown, a sentence per problem; undefined where it is
 * another kind of failure.
 */
export function userProblems(thrown: unknown): readonly string[] | undefined {
	if (thrown instanceof UsageError) return thrown.problems;
	if (thrown instanceof FormatError) return fewest(thrown.problems);
	if (isSystemError(thrown)) return [printable(thrown.message, 250)];
	if (isTooLarge(thrown)) return [`too large for this machine (${thrown.message}): ${SMALLER}`];
	if (isTooLong(thrown)) return [`too large to be read as text (${thrown.message})`];
	const isUsage = thrown instanceof LabError && CODES[thrown.code] === EXIT.usage;
	return isUsage ? [thrown.message] : undefined;
}

/**
 * Calls a reader of a file, and prefixes its errors with the name of the file.
 * @param name option and path
 */
export function inFile<T>(name: string, look: () => T): T {
	try {
		return look();
	} catch (error) {
		const problems = userProblems(error);
		if (problems === undefined) throw error;
		throw UsageError.of(problems.map((problem) => `${printable(name, 1000)}: ${problem}`));
	}
}

const INSTALL = `No WebGPU adapter: Dawn found no usable GPU driver.
  Linux    install a Vulkan driver (NVIDIA's own; Debian and Ubuntu: apt-get install mesa-vulkan-drivers),
           or Chromium, whose SwiftShader computes on the CPU (apt-get install chromium)
  macOS    Metal is always there; Windows: install the graphics driver
  anywhere --backend wasm trains on the CPU with WebAssembly: without a GPU that is the default`;

/** Whether there is no WebGPU to compute on. */
export const isNoAdapter = (thrown: unknown): thrown is LabError =>
	thrown instanceof LabError && CODES[thrown.code] === EXIT.noAdapter;

/** What a run whose loss is no longer a number may be started with instead. */
export function divergedAdvice(config: RunConfig): string {
	const { sentence, decays, rates } = divergenceOf(config);
	if (decays.length === 0) {
		const settings = rates.map((key) => ` --set ${key}=...`).join('');
		return `${sentence} A third of it usually helps:${settings}`;
	}
	const settings = decays.map(({ key, value }) => ` --set ${key}=${String(value)}`).join('');
	return `${sentence} ${decays.length > 1 ? 'Values that do' : 'A value that does'}:${settings}`;
}

/** The exit code of anything thrown, and what to print for it. */
export function conclude(thrown: unknown): { readonly code: number; readonly text: string } {
	const problems = userProblems(thrown);
	if (problems !== undefined) return { code: EXIT.usage, text: problems.join('\n') };
	if (thrown instanceof DiskError) return { code: EXIT.disk, text: thrown.message };
	const { message, details } = toPlainError(thrown);
	const known = thrown instanceof LabError ? CODES[thrown.code] : undefined;
	if (known === EXIT.noAdapter) {
		// Why Dawn itself cannot be loaded, no driver puts right.
		const isMissing = thrown instanceof LabError && thrown.code === 'no-webgpu';
		return { code: known, text: isMissing ? `${message}\n${INSTALL}` : INSTALL };
	}
	const text = known === undefined && details !== '' ? `${message}\n${details}` : message;
	return { code: known ?? EXIT.failed, text };
}
