import { LabError } from '../engine/core/lab-error.ts';
import { FormatError } from './codec/format-error.ts';
import type { RunFiles } from './codec/run-files.ts';

/** A sentence for every problem of a file; undefined if the error is not about a file. */
function sentencesOf(thrown: unknown): readonly string[] | undefined {
	if (thrown instanceof FormatError) return thrown.problems;
	const isOfFile =
		thrown instanceof LabError && ['bad-checkpoint', 'bad-parameter'].includes(thrown.code);
	return isOfFile ? [thrown.message] : undefined;
}

/** What reading a part gives; its problems begin with the name of its file. */
function named<T>(file: string, read: () => T): T {
	try {
		return read();
	} catch (thrown) {
		const sentences = sentencesOf(thrown);
		if (sentences === undefined) throw thrown;
		const isNamed = (text: string) => file === '' || text.startsWith(`${file}:`);
		throw new FormatError(sentences.map((text) => (isNamed(text) ? text : `${file}: ${text}`)));
	}
}

/** The parts of a run being read, with all that is wrong with them. */
export class RunParts {
	readonly #files: RunFiles;
	readonly #names: ReadonlySet<string>;
	readonly #problems: string[] = [];

	private constructor(files: RunFiles, names: readonly string[]) {
		this.#files = files;
		this.#names = new Set(names);
	}

	static async of(files: RunFiles): Promise<RunParts> {
		return new RunParts(files, await files.list());
	}

	get names(): readonly string[] {
		return [...this.#names];
	}

	get hasProblems(): boolean {
		return this.#problems.length > 0;
	}

	error(): FormatError {
		return new FormatError(this.#problems);
	}

	has(file: string): boolean {
		return this.#names.has(file);
	}

	/** Bytes of a file; undefined where it is missing, which is noted. */
	async bytes(file: string): Promise<Uint8Array | undefined> {
		if (this.has(file)) return this.#files.read(file);
		this.#problems.push(`${file}: expected a file of the run, got none`);
		return undefined;
	}

	async text(file: string): Promise<string | undefined> {
		const bytes = await this.bytes(file);
		return bytes && new TextDecoder('utf-8').decode(bytes);
	}

	/** What reading a part gives; undefined when it has problems, which are noted. */
	look<T>(read: () => T, file = ''): T | undefined {
		try {
			return named(file, read);
		} catch (thrown) {
			if (!(thrown instanceof FormatError)) throw thrown;
			this.#problems.push(...thrown.problems);
			return undefined;
		}
	}

	/**
	 * Reads a file later, when the run is in use.
	 * @throws FormatError whose sentences begin with the name of the file
	 */
	async later<T>(file: string, read: (bytes: Uint8Array) => T): Promise<T> {
		const bytes = await this.#files.read(file);
		return named(file, () => read(bytes));
	}
}
