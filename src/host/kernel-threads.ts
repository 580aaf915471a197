import { script } from 'virtual:kernel-thread';
import { LabError } from '../engine/core/lab-error.ts';
import { MOST_THREADS } from '../engine/core/threads.ts';
import { BlockQueue } from './block-queue.ts';
import { blockRunner, type RunBlock } from './block-runner.ts';
import type { BlockCall, KernelModule, KernelTeam, LoadKernels } from './kernel-module.ts';
import type { ThreadStart } from './thread-start.ts';
import { instantiateKernels, loadKernels, type LoadedKernels } from './wasm-kernels.ts';

/** A started thread. */
export interface Thread {
	post(start: ThreadStart): void;
	end(): void;
}

/** What a thread reports. */
export interface ThreadEvents {
	/** It has bound its kernels. */
	ready(): void;
	/** It ended by an error, or was ended from outside. */
	failed(reason: string): void;
}

/** Starts a thread with this script, which is that of a web worker. */
export type StartThread = (script: string, events: ThreadEvents) => Thread;

/** A thread that has not begun by then never will: the run begins without threads. */
const START_MS = 10_000;

/** The caller's thread and others on one queue of blocks. */
class Team implements KernelTeam {
	readonly #queue = new BlockQueue();
	readonly #runBlock: RunBlock;
	readonly #blocks: readonly number[];
	readonly #threads: Thread[] = [];
	readonly #onFailure: (reason: string) => void;
	#failure: string | undefined;
	#isDisposed = false;

	constructor(
		kernels: LoadedKernels,
		calls: readonly BlockCall[],
		onFailure: (reason: string) => void
	) {
		this.#runBlock = blockRunner(calls, kernels.kernels, 0);
		this.#blocks = calls.map(({ parts, blockParts }) => Math.ceil(parts / blockParts));
		this.#onFailure = onFailure;
	}

	/** Resolves when all threads take blocks. @throws Error when one of them does not begin */
	async start(
		count: number,
		startThread: StartThread,
		{ module, wasmMemory: memory }: LoadedKernels,
		calls: readonly BlockCall[]
	): Promise<void> {
		const queue = this.#queue.buffer;
		const started = Array.from(
			{ length: count - 1 },
			(_, i) =>
				new Promise<void>((resolve, reject) => {
					let timer: ReturnType<typeof setTimeout> | undefined = undefined;
					const failed = (reason: string) => {
						clearTimeout(timer);
						if (this.#isDisposed) return;
						this.#fail(reason);
						reject(new Error(reason));
					};
					const ready = () => {
						clearTimeout(timer);
						resolve();
					};
					const thread = startThread(script, { ready, failed });
					this.#threads.push(thread);
					timer = setTimeout(failed, START_MS, 'it did not begin');
					thread.post({ module, memory, calls, queue, thread: i + 1 });
				})
		);
		await Promise.all(started);
	}

	run(call: number): void {
		const queue = this.#queue;
		queue.publish(call, this.#blocks[call] ?? 0);
		for (let block = queue.take(); block >= 0; block = queue.take()) {
			this.#runBlock(call, block);
			queue.finish();
		}
		if (!queue.awaitBlocks()) this.#fail('it does not answer');
		if (queue.hasFailed) this.#fail('a kernel failed in it');
		if (this.#failure === undefined) return;
		throw new LabError(
			'thread-lost',
			`a thread that computes a part of each step was lost: ${this.#failure}`
		);
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#queue.stop();
		for (const thread of this.#threads) thread.end();
		this.#threads.length = 0;
	}

	#fail(reason: string): void {
		this.#failure ??= reason;
		this.#onFailure(reason);
	}
}

/** The kernels of a host, and how many threads run them. */
export class KernelThreads {
	readonly #startThread: StartThread;
	readonly #asked: number;
	#hasFailed = false;

	/** @param count threads in all: those of the sessions that are opened from now on */
	constructor(count: number, startThread: StartThread) {
		this.#asked = Math.max(1, Math.min(MOST_THREADS, count));
		this.#startThread = startThread;
	}

	/** Threads of a session that is opened now: one after a thread was lost. */
	get count(): number {
		return this.#hasFailed ? 1 : this.#asked;
	}

	/** @throws LabError `size-limit` */
	readonly load: LoadKernels = async (bytes): Promise<KernelModule> => {
		if (this.count === 1) return loadKernels(bytes);
		const loaded = await instantiateKernels(bytes, true);
		return { ...loaded, startTeam: (calls) => this.#startTeam(loaded, calls) };
	};

	async #startTeam(
		loaded: LoadedKernels,
		calls: readonly BlockCall[]
	): Promise<KernelTeam | undefined> {
		const team = new Team(loaded, calls, () => {
			this.#hasFailed = true;
		});
		try {
			await team.start(this.#asked, this.#startThread, loaded, calls);
			return team;
		} catch {
			// One thread computes the same; later sessions do not try again.
			this.#hasFailed = true;
			team.dispose();
			return undefined;
		}
	}
}
