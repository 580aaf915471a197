import type { ReadRequest, Session } from '../../../src/engine/core/session.ts';
import type { NumericArray } from '../../../src/engine/core/tensor.ts';
import { elementCount } from '../../../src/engine/core/tensor.ts';
import type { Plan } from '../../../src/engine/graph/plan.ts';
import type { TrainerHost } from '../../../src/engine/trainer/train/trainer.ts';

/** How long work takes, and when its end is noticed. */
export interface SimulatedSpeed {
	/** Of one update, by the time at which it begins. */
	readonly stepMs: (nowMs: number) => number;
	readonly evaluationMs: number;
	/** The end of work is noticed at multiples of this after `phaseMs`; 0: at once. */
	readonly tickMs: number;
	readonly phaseMs: number;
}

/**
 * A device and a host with one clock, which moves only while both wait: results are zeros, times
 * are exact.
 */
export class SimulatedGpu implements Session {
	readonly host: TrainerHost;
	/** Work of each submission of updates. */
	readonly submissionMs: number[] = [];
	/** Work enqueued and not yet done, as it was at each submission. */
	readonly queuedMs: number[] = [];
	readonly #plan: Plan;
	readonly #speed: SimulatedSpeed;
	#nowMs = 0;
	#busyUntilMs = 0;
	/** Spans in which it worked, ascending. */
	readonly #busy: { readonly fromMs: number; readonly toMs: number }[] = [];
	#waiting: { readonly atMs: number; readonly notice: () => void }[] = [];

	constructor(plan: Plan, speed: SimulatedSpeed) {
		this.#plan = plan;
		this.#speed = speed;
		this.host = { now: () => this.#nowMs, yield: () => Promise.resolve() };
	}

	get nowMs(): number {
		return this.#nowMs;
	}

	/** Time worked between two moments. */
	busyMs(fromMs: number, toMs: number): number {
		return this.#busy.reduce((sum, span) => {
			const overlap = Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs);
			return sum + Math.max(0, overlap);
		}, 0);
	}

	run(segment: string, count: number): void {
		const fromMs = Math.max(this.#nowMs, this.#busyUntilMs);
		let toMs = fromMs;
		for (let i = 0; i < count; i++) {
			toMs += segment === 'train' ? this.#speed.stepMs(toMs) : this.#speed.evaluationMs;
		}
		if (segment === 'train') this.submissionMs.push(toMs - fromMs);
		this.queuedMs.push(toMs - this.#nowMs);
		this.#busyUntilMs = toMs;
		this.#busy.push({ fromMs, toMs });
	}

	runInParts(segment: string): Promise<void> {
		this.run(segment, 1);
		return Promise.resolve();
	}

	write(): void {
		// Takes no time.
	}

	read(requests: readonly ReadRequest[]): Promise<readonly NumericArray[]> {
		const { replicas, tensors } = this.#plan;
		const arrays = requests.map(({ name, count }) => {
			const tensor = tensors.get(name);
			if (tensor === undefined) throw new Error(`no tensor ${name}`);
			return new Float32Array(replicas * (count ?? elementCount(tensor.shape)));
		});
		const { tickMs, phaseMs } = this.#speed;
		const doneMs = Math.max(this.#nowMs, this.#busyUntilMs);
		const ticks = Math.ceil((doneMs - phaseMs) / tickMs);
		const atMs = tickMs === 0 ? doneMs : ticks * tickMs + phaseMs;
		return new Promise((resolve) => {
			this.#waiting.push({
				atMs,
				notice: () => {
					resolve(arrays);
				}
			});
		});
	}

	dispose(): void {
		this.#waiting = [];
	}

	/** Moves the clock, from notice to notice, until the work is done. */
	async drive<T>(work: Promise<T>): Promise<T> {
		for (;;) {
			// Everything that needs no time happens first.
			await new Promise((resolve) => setImmediate(resolve));
			const next = this.#waiting.shift();
			if (next === undefined) return work;
			this.#nowMs = Math.max(this.#nowMs, next.atMs);
			next.notice();
		}
	}
}
