import { LabError, toPlainError, type LabErrorCode } from '../../engine/core/lab-error.ts';
import { printable } from '../../engine/core/quote.ts';

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

/** Arguments, a link or files that cannot be used: one sentence per problem. */
export class UsageError extends Error {
	readonly problems: readonly string[];

	constructor(...problems: readonly string[]) {
		super(problems.join('\n'));
		this.name = 'UsageError';
		this.problems = problems;
	}
}

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

/** What a user can put right of anything thrown, a sentence per problem; undefined where it is another kind of failure. */
export function problemsOf(thrown: unknown): readonly string[] | undefined {
	if (thrown instanceof UsageError) return thrown.problems;
	const isUsage = thrown instanceof LabError && CODES[thrown.code] === EXIT.usage;
	return isUsage ? [thrown.message] : undefined;
}

/** What a look into a file gives; its problems then begin with the name. @param name option and path */
export function inFile<T>(name: string, look: () => T): T {
	try {
		return look();
	} catch (error) {
		const problems = problemsOf(error);
		if (problems === undefined) throw error;
		throw new UsageError(...problems.map((problem) => `${name}: ${problem}`));
	}
}

const INSTALL = `No WebGPU adapter: Dawn found no usable GPU driver.
  Linux    install a Vulkan driver (NVIDIA's own; Debian and Ubuntu: apt-get install mesa-vulkan-drivers),
           or Chromium, whose SwiftShader computes on the CPU (apt-get install chromium)
  macOS    Metal is always there; Windows: install the graphics driver
  anywhere --backend reference trains in float64 on the CPU, without a GPU, slowly`;

/** The exit code of anything thrown, and what to print for it. */
export function conclude(thrown: unknown): { readonly code: number; readonly text: string } {
	const problems = problemsOf(thrown);
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
