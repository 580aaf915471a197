import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null;

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
	if (!line.startsWith('{')) return undefined;
	const value: unknown = JSON.parse(line);
	return isObject(value) ? value : undefined;
}

/**
 * The environment without the variables that make OpenBLAS use kernels for another processor. A
 * container may have them set.
 */
function withoutOpenblasChoices(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const choices = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'];
	return Object.fromEntries(
		Object.entries(environment).filter(([name]) => !choices.includes(name))
	);
}

/** OpenMP runs PyTorch's own loops; OpenBLAS and MKL have threads of their own. */
const THREAD_VARIABLES = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'] as const;

const threadCounts = (threads: number | undefined): NodeJS.ProcessEnv =>
	threads === undefined
		? {}
		: Object.fromEntries(THREAD_VARIABLES.map((name) => [name, String(threads)]));

/** A Python script that reads commands from lines and answers with lines of JSON. */
export class TorchProcess {
	readonly #child: ChildProcessWithoutNullStreams;
	readonly #answers: AsyncIterator<string, undefined>;
	#stderr = '';

	/**
	 * @param python such as "python3"
	 * @param threads of PyTorch and its BLAS; as many as they choose if absent
	 */
	constructor(python: string, args: readonly string[], threads?: number) {
		const env = { ...withoutOpenblasChoices(process.env), ...threadCounts(threads) };
		this.#child = spawn(python, args, { env });
		this.#child.stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
		// Ignores errors of writing to a process that has ended: the next answer is undefined then.
		for (const stream of [this.#child, this.#child.stdin]) stream.on('error', () => undefined);
		this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
	}

	/** The last line of its error output. */
	get complaint(): string {
		return this.#stderr.trim().split('\n').at(-1) ?? '';
	}

	tell(line: string): void {
		this.#child.stdin.write(`${line}\n`);
	}

	/** The next answer; undefined when it has ended. */
	async answer(): Promise<Readonly<Record<string, unknown>> | undefined> {
		for (;;) {
			const next: IteratorResult<string, undefined> = await this.#answers.next();
			if (next.done === true) return undefined;
			const answer = parsed(next.value);
			if (answer !== undefined) return answer;
		}
	}

	end(): void {
		this.#child.stdin.end();
	}
}
